using k8s.Models;
using Paxos.Operator.Planning.Actions;

namespace Paxos.Operator.Tests.Planning;

/// <summary>Rolls, from the first edit to the last pod.</summary>
public sealed class RollTests
{
    [Fact]
    public void A_cluster_is_formed_with_all_pods_starting_together()
    {
        var world = Worlds.Empty();

        var plan = world.Plan();
        world.Execute(plan);
        world.MakePods();

        Assert.All(plan.Actions, action => Assert.True(action is ApplyObject { IsNew: true }));
        Assert.Equal(10, world.Pods.Count);
        world.Run();
        Assert.Equal("Ready", world.Status().Phase);
        Assert.True(world.Status().Initialized);
    }

    [Fact]
    public void A_roll_goes_learners_acceptors_standby_proposers_leader_clients_one_by_one()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Version = "0.2.0" });

        var steps = Steps(world);

        Assert.Equal(
            [
                "learner1", "learner2", "acceptor1", "acceptor2", "acceptor3", "proposer2", "proposer3",
                "hand over to proposer2", "proposer1", "client1", "client2",
            ],
            steps);
        Assert.All(world.Pods.Values, pod => Assert.Equal("0.2.0", pod.Version));
    }

    [Fact]
    public void A_bad_version_stops_at_its_first_pod_and_going_back_mends_that_one_first()
    {
        var world = Worlds.Settled();
        world.BadVersions.Add("0.2.0");
        world.Edit(spec => spec with { Version = "0.2.0" });
        world.Run(passes: 80);

        Assert.Equal(["learner1"], world.Pods.Values.Where(pod => pod.Version == "0.2.0").Select(pod => pod.Node));
        Assert.Equal("Stalled", world.Status().Phase);
        Assert.Contains("learner1 crashes", world.Status().Conditions.Single(condition => condition.Type == "Stalled").Message,
            StringComparison.Ordinal);

        world.Edit(spec => spec with { Version = "0.1.0" });

        Assert.Equal(["learner1"], Steps(world));
        Assert.Equal("Ready", world.Status().Phase);
    }

    [Fact]
    public void No_healthy_pod_is_touched_while_another_is_not_ready()
    {
        foreach (var node in new[] { "client2", "learner1", "acceptor3", "proposer2" })
        {
            foreach (var state in Enum.GetValues<PodState>().Where(state => state != PodState.Ready))
            {
                var world = Worlds.Settled();
                world.Edit(spec => spec with { Version = "0.2.0" });
                world.Execute(world.Plan());
                world.Set(node, state);
                world.Now += TimeSpan.FromMinutes(5);

                var deleted = world.Plan().Actions.OfType<DeletePod>().Select(action => action.Node);

                Assert.Empty(deleted.Except([node]));
            }
        }
    }

    [Fact]
    public void An_election_makes_nobody_stuck()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Version = "0.2.0" });
        world.Execute(world.Plan());
        foreach (var pod in world.Pods.Values)
        {
            pod.Set(PodState.Unready, world.Now);
        }

        world.Now += TimeSpan.FromSeconds(20);

        Assert.Empty(world.Plan().Actions);
    }

    [Fact]
    public void A_stuck_acceptor_is_stopped_only_while_every_other_one_says_that_it_votes()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Version = "0.2.0" });
        world.Execute(world.Plan());
        world.Set("acceptor1", PodState.Unready);
        world.Set("acceptor2", PodState.Silent);
        world.Set("acceptor3", PodState.Silent);
        world.Now += TimeSpan.FromMinutes(5);

        Assert.Empty(world.Plan().Actions);
        world.Set("acceptor3", PodState.Ready);
        Assert.Equal("acceptor2", Assert.IsType<DeletePod>(Assert.Single(world.Plan().Actions)).Node);
    }

    [Fact]
    public void A_pod_is_deleted_only_once_its_workload_has_the_wanted_template_and_its_controller_has_seen_it()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Version = "0.2.0" });

        Assert.Empty(world.Plan().Actions.OfType<DeletePod>());
        world.Execute(world.Plan());
        var workload = world.Find<V1StatefulSet>("paxos-learner");
        workload.Metadata.Generation = 2;
        Assert.Empty(world.Plan().Actions);
        workload.Status.ObservedGeneration = 2;
        Assert.Single(world.Plan().Actions);
    }

    [Fact]
    public void A_single_proposer_is_replaced_without_a_hand_over()
    {
        var world = Worlds.Settled(spec => spec with { Proposers = spec.Proposers with { Replicas = 1 } });
        world.Edit(spec => spec with { Version = "0.2.0" });

        Assert.Contains("proposer1", Steps(world));
    }

    [Fact]
    public void A_paused_cluster_is_only_watched()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { Paused = true, Version = "0.2.0" });

        var plan = world.Plan();
        var status = world.Status();

        Assert.Empty(plan.Actions);
        Assert.NotEmpty(plan.Withheld);
        Assert.Equal("Paused", status.Phase);
        Assert.Equal("False", status.Conditions.Single(condition => condition.Type == "Ready").Status);
        Assert.Equal(world.Cluster.Metadata.Generation, status.ObservedGeneration);
    }

    /// <summary>Runs to the end and tells whose pod was deleted and who took over, in order; two never in one pass.</summary>
    private static List<string> Steps(PlanWorld world)
    {
        var steps = new List<string>();
        for (var pass = 0; pass < 200; pass++)
        {
            var plan = world.Plan();
            if (plan.IsSettled)
            {
                return steps;
            }

            Assert.True(plan.Actions.Count(action => action is DeletePod or HandOver) <= 1);
            steps.AddRange(plan.Actions.OfType<DeletePod>().Select(action => action.Node));
            steps.AddRange(plan.Actions.OfType<HandOver>().Select(action => $"hand over to {action.Target}"));
            world.Execute(plan);
            world.MakePods();
            world.StartPods();
            world.Now += TimeSpan.FromSeconds(11);
        }

        throw new InvalidOperationException($"The roll did not end: {world.Plan()}");
    }
}
