using k8s.Models;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Tests.Planning;

/// <summary>
/// What holds of the planner whatever has happened: worlds that a seed breaks, edits and mends, asked before and after every step.
/// </summary>
public sealed class RandomStateTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void No_step_takes_a_quorum_or_a_second_voter_and_an_executed_plan_plans_nothing(int seed)
    {
        var random = new Random(seed);
        var world = Begin(random);
        for (var step = 0; step < Steps; step++)
        {
            Disturb(world, random);
            var plan = world.Plan();
            world.Cluster = world.Cluster with { Status = world.Status() };
            foreach (var delete in plan.Actions.OfType<DeletePod>())
            {
                CheckSafe(world, delete, $"seed {seed}, step {step}: {delete}");
            }

            CheckOrder(world, plan, $"seed {seed}, step {step}");
            if (random.Next(4) > 0)
            {
                world.Execute(plan);
                Assert.DoesNotContain(world.Plan().Actions, action =>
                    action is ApplyObject or GrowClaim or DeleteObject && !IsNextLearnerStep(plan, action));
                world.MakePods();
            }

            if (random.Next(3) > 0)
            {
                world.StartPods();
            }

            world.Now += TimeSpan.FromSeconds(random.Next(1, 90));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_has_happened_it_ends_well_once_the_disturbances_do(int seed)
    {
        var random = new Random(seed);
        var world = Begin(random);
        for (var step = 0; step < Steps; step++)
        {
            Disturb(world, random);
            world.Execute(world.Plan());
            world.MakePods();
            world.StartPods();
            world.Now += TimeSpan.FromSeconds(random.Next(1, 90));
        }

        world.BadVersions.Clear();
        foreach (var pod in world.Pods.Values.ToList())
        {
            Mend(world, pod);
        }

        world.Edit(spec => spec with { Paused = false });
        world.Run(passes: 200);

        Assert.Equal("Ready", world.Status().Phase);
        Assert.All(world.Pods.Values, pod => Assert.Equal(world.Cluster.Spec.Version, pod.Version));
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Whatever_is_stuck_what_is_missing_is_made_again(int seed)
    {
        var random = new Random(seed);
        var world = Begin(random);
        var states = Enum.GetValues<PodState>();
        foreach (var pod in world.Pods.Values)
        {
            pod.Set(states[random.Next(states.Length)], world.Now);
        }

        world.Now += TimeSpan.FromMinutes(random.Next(30));
        var lost = world.Objects.Where(made => made is not V1PersistentVolumeClaim).OrderBy(_ => random.Next()).First();
        typeof(PlanWorld).GetMethod(nameof(PlanWorld.Remove))!.MakeGenericMethod(lost.GetType()).Invoke(world, [lost.Metadata.Name]);

        Assert.Contains(
            world.Plan().Actions.OfType<ApplyObject>(), action => action.Target.GetType() == lost.GetType()
                && action.Target.Metadata.Name == lost.Metadata.Name);
    }

    private static PlanWorld Begin(Random random)
    {
        var acceptors = new[] { 1, 3, 5, 7 }[random.Next(4)];
        return Worlds.Settled(spec => spec with
        {
            Acceptors = spec.Acceptors with { Replicas = acceptors },
            Proposers = spec.Proposers with { Replicas = random.Next(1, 4) },
            Learners = spec.Learners with { Replicas = random.Next(2, 4) },
        });
    }

    private static void Disturb(PlanWorld world, Random random)
    {
        var pods = world.Pods.Values.ToList();
        var pod = pods.Count == 0 ? null : pods[random.Next(pods.Count)];
        switch (random.Next(10))
        {
            case 0:
                world.Edit(spec => spec with { Version = $"0.{random.Next(1, 4)}.0" });
                break;
            case 1:
                world.BadVersions.Clear();
                world.BadVersions.Add($"0.{random.Next(2, 6)}.0");
                break;
            case 2 when pod is not null:
                world.Pods.Remove(pod.Name);
                break;
            case 3 when pod is not null:
                var states = Enum.GetValues<PodState>();
                pod.Set(states[random.Next(states.Length)], world.Now);
                break;
            case 4 when pod is not null:
                Mend(world, pod);
                break;
            case 5:
                var workload = world.Objects.OfType<V1StatefulSet>().OrderBy(made => made.Metadata.Name, StringComparer.Ordinal).First();
                workload.Spec.ServiceName = "edited";
                break;
            case 6:
                world.Edit(spec => spec with { Learners = spec.Learners with { Replicas = random.Next(2, 4) } });
                break;
            case 7:
                world.Edit(spec => spec with { Paused = random.Next(4) == 0 });
                break;
            case 8:
                world.Edit(spec => spec with { NetworkPolicy = new NetworkPolicySpec { Enabled = random.Next(2) == 0 } });
                break;
        }
    }

    // As a controller of workloads would: what is stopping is gone, and what stands still goes on.
    private static void Mend(PlanWorld world, WorldPod pod)
    {
        if (pod.State == PodState.Terminating)
        {
            world.Pods.Remove(pod.Name);
        }
        else if (!world.BadVersions.Contains(pod.Version))
        {
            pod.Set(PodState.Ready, world.Now);
        }
    }

    // The next learner goes in a later pass, and policies may follow it; nothing else may be left.
    private static bool IsNextLearnerStep(Plan executed, PlannedAction action) =>
        action.Subject.EndsWith("-learner", StringComparison.Ordinal)
        && executed.Actions.Any(done => done.Subject == action.Subject);

    private static void CheckSafe(PlanWorld world, DeletePod delete, string what)
    {
        var view = ClusterView.Of(world.Cluster, world.Observe(), world.Now);
        var node = view.Nodes.Single(candidate => candidate.Slot.Name == delete.Node);
        Assert.True(node.IsOutdated, what);
        if (node.MayVote)
        {
            var others = view.Acceptors.Where(other => other != node).ToList();
            Assert.True(others.All(other => other.IsVoting), $"{what} takes a second voter.");
            Assert.True(view.Cluster.Spec.Acceptors.Replicas <= 2 || others.Count >= view.Majority, $"{what} takes the quorum.");
        }

        if (node.IsReady)
        {
            Assert.All(view.Nodes, other => Assert.True(other.IsReady, $"{what} is healthy, and {other.Slot.Name} is not ready."));
        }
    }

    private static void CheckOrder(PlanWorld world, Plan plan, string what)
    {
        var view = ClusterView.Of(world.Cluster, world.Observe(), world.Now);
        var running = plan.Actions.OfType<DeletePod>().Count(delete => view.Nodes.Single(node => node.Slot.Name == delete.Node).IsRunning);
        Assert.True(running <= 1, $"{what}: {running} pods that run are deleted in one pass.");
        Assert.All(plan.Waits, wait => Assert.False(string.IsNullOrEmpty(wait.Message)));
        Assert.Equal(plan.Waits.Count, plan.Waits.Select(wait => wait.Subject).Distinct().Count());
        Assert.False(world.Cluster.Spec.Paused && plan.Actions.Count > 0, $"{what}: a paused cluster is changed.");
    }
}
