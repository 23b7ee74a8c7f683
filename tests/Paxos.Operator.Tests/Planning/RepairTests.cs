using k8s.Models;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Tests.Planning;

/// <summary>What is missing or was changed, disks, scaling.</summary>
public sealed class RepairTests
{
    [Fact]
    public void Every_object_that_is_deleted_is_made_again_but_an_acceptors_claim()
    {
        foreach (var made in Worlds.Settled().Objects.ToList())
        {
            var world = Worlds.Settled();
            var method = typeof(PlanWorld).GetMethod(nameof(PlanWorld.Remove))!.MakeGenericMethod(made.GetType());
            method.Invoke(world, [made.Metadata.Name]);

            var plan = world.Plan();

            if (made is V1PersistentVolumeClaim && made.Metadata.Name.Contains("acceptor", StringComparison.Ordinal))
            {
                Assert.Empty(plan.Actions);
                Assert.Equal("VolumeLost", Assert.Single(plan.Waits).Reason);
                Assert.Contains("Put the volume back", plan.Waits[0].Message, StringComparison.Ordinal);
                Assert.Equal("True", world.Status().Conditions.Single(condition => condition.Type == "Degraded").Status);
            }
            else
            {
                var apply = Assert.IsType<ApplyObject>(Assert.Single(plan.Actions));
                Assert.Equal((true, made.Metadata.Name), (apply.IsNew, apply.Target.Metadata.Name));
            }
        }
    }

    [Fact]
    public void An_edited_child_is_put_right_and_what_servers_add_is_left_alone()
    {
        var world = Worlds.Settled();
        var service = world.Find<V1Service>("paxos-client");
        service.Spec.ClusterIP = "10.0.0.7";
        service.Metadata.Annotations["example.com/added"] = "by somebody";
        Assert.True(world.Plan().IsSettled);

        service.Spec.Ports[0].Port = 1;

        Assert.Equal("Service/paxos-client", Assert.Single(world.Plan().Actions).Subject);
    }

    [Fact]
    public void A_disk_that_is_not_there_yet_is_told_before_the_nodes_that_wait_for_its_acceptor()
    {
        var world = Worlds.Settled();
        world.Pods["paxos-proposer-1"].Set(PodState.Unready, world.Now);
        world.Pods["paxos-acceptor1-0"].Set(PodState.NoHost, world.Now);
        world.Find<V1PersistentVolumeClaim>("paxos-acceptor1-g1").Status.Phase = "Pending";

        var waits = world.Plan().Waits;

        Assert.Equal(["ClaimNotBound", "NodeNotReady"], waits.Select(wait => wait.Reason));
        Assert.Contains("kubectl describe pvc paxos-acceptor1-g1", waits[0].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_no_longer_wanted_is_taken_away()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with { NetworkPolicy = new NetworkPolicySpec { Enabled = false } });

        Assert.Equal(
            ["NetworkPolicy/paxos-client", "NetworkPolicy/paxos-nodes"],
            world.Plan().Actions.OfType<DeleteObject>().Select(action => action.Subject).Order());
    }

    [Fact]
    public void An_annotation_that_the_spec_no_longer_has_is_taken_away()
    {
        var annotations = new SortedDictionary<string, string> { ["example.com/balancer"] = "internal" };
        var world = Worlds.Settled(spec => spec with
        {
            Clients = spec.Clients with { Service = spec.Clients.Service with { Annotations = annotations } },
        });
        world.Edit(spec => spec with { Clients = spec.Clients with { Service = new ClientServiceSpec() } });

        var apply = Assert.IsType<ApplyObject>(Assert.Single(world.Plan().Actions));
        Assert.DoesNotContain("example.com/balancer", apply.Target.Metadata.Annotations.Keys);
    }

    [Fact]
    public void Disks_grow_and_their_pods_start_anew_only_where_the_file_system_needs_it()
    {
        var world = Worlds.Settled();
        world.Edit(spec => spec with
        {
            Acceptors = spec.Acceptors with { Storage = spec.Acceptors.Storage with { Size = Paxos.Operator.Api.Quantity.Parse("20Gi") } },
        });

        Assert.Equal(3, world.Plan().Actions.OfType<GrowClaim>().Count());
        world.Execute(world.Plan());
        Assert.True(world.Plan().IsSettled);
        world.Find<V1PersistentVolumeClaim>("paxos-acceptor2-g1").Status.Conditions =
            [new V1PersistentVolumeClaimCondition { Type = "FileSystemResizePending", Status = "True" }];
        var delete = Assert.IsType<DeletePod>(Assert.Single(world.Plan().Actions));
        Assert.Equal(("acceptor2", "FileSystemResize"), (delete.Node, delete.Reason));
    }

    [Fact]
    public void An_owner_is_taken_from_a_disk_even_where_it_cannot_grow()
    {
        var world = Worlds.Settled(spec => spec with
        {
            Acceptors = spec.Acceptors with { Storage = spec.Acceptors.Storage with { ReclaimPolicy = ReclaimPolicy.Delete } },
        });
        Assert.NotNull(world.Find<V1PersistentVolumeClaim>("paxos-acceptor1-g1").Metadata.OwnerReferences);
        world.Edit(spec => spec with
        {
            Acceptors = spec.Acceptors with
            {
                Storage = spec.Acceptors.Storage with
                {
                    ReclaimPolicy = ReclaimPolicy.Retain,
                    Size = Paxos.Operator.Api.Quantity.Parse("20Gi"),
                },
            },
        });

        var first = Assert.IsType<ApplyObject>(world.Plan().Actions[0]);

        Assert.Null(first.Target.Metadata.OwnerReferences);
        Assert.Equal("10Gi", ((V1PersistentVolumeClaim)first.Target).Spec.Resources.Requests["storage"].ToString());
    }

    [Fact]
    public void Claims_are_stamped_with_the_clusters_id_and_adopted_by_it()
    {
        var world = Worlds.Settled();
        var claim = world.Find<V1PersistentVolumeClaim>("paxos-acceptor1-g1");
        Assert.Equal("00c0ffee00c0ffee", claim.Metadata.Labels[ObjectMetadata.ClusterIdLabel]);

        var again = Worlds.Empty();
        again.Put(claim);
        var plan = again.Plan();

        Assert.Equal("VolumeLost", plan.Waits[0].Reason);
        Assert.DoesNotContain(plan.Actions, action => action.Subject.Contains("acceptor2-g1", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_changed_where_disks_of_two_clusters_or_of_another_number_of_acceptors_are_found()
    {
        var world = Worlds.Settled();
        world.Find<V1PersistentVolumeClaim>("paxos-acceptor1-g1").Metadata.Labels[ObjectMetadata.ClusterIdLabel] = "1111111111111111";
        world.Remove<V1Service>("paxos-client");
        Assert.Equal(("ClusterIdMismatch", 0), (world.Plan().Waits.Single().Reason, world.Plan().Actions.Count));
        Assert.Equal("Stalled", world.Status().Phase);

        var other = Worlds.Settled();
        other.Edit(spec => spec with { Acceptors = spec.Acceptors with { Replicas = 5 } });
        Assert.Equal(("AcceptorsMismatch", 0), (other.Plan().Waits.Single().Reason, other.Plan().Actions.Count));
    }

    [Fact]
    public void Learners_go_one_by_one_and_only_when_those_that_stay_hold_what_acceptors_forgot()
    {
        var world = Worlds.Settled(spec => spec with { Learners = spec.Learners with { Replicas = 3 } });
        world.TrimmedTo = 900;
        world.Snapshots["learner1"] = 800;
        world.Edit(spec => spec with { Learners = spec.Learners with { Replicas = 1 } });

        world.Execute(world.Plan());
        Assert.Equal(3, world.Find<V1StatefulSet>("paxos-learner").Spec.Replicas);
        Assert.Contains("has a snapshot to slot 800, and acceptors forgot to slot 900", world.Plan().Waits.Single().Message,
            StringComparison.Ordinal);
        world.Snapshots["learner1"] = 900;
        world.Execute(world.Plan());
        Assert.Equal(2, world.Find<V1StatefulSet>("paxos-learner").Spec.Replicas);
        Assert.Equal("learners", world.Plan().Waits.Single(wait => wait.Reason == "LearnersStay").Subject);
        world.Run();
        Assert.Equal(["learner1"], world.Pods.Values.Where(pod => pod.Role == "learner").Select(pod => pod.Node));
        Assert.NotNull(world.Find<V1PersistentVolumeClaim>("data-paxos-learner-3"));
    }

    [Fact]
    public void A_deleted_resource_is_left_to_garbage_collection()
    {
        var world = Worlds.Settled();
        world.Cluster = world.Cluster with { Metadata = world.Cluster.Metadata with { DeletionTimestamp = world.Now } };
        world.Remove<V1Service>("paxos-client");

        Assert.Empty(world.Plan().Actions);
        Assert.Equal("Deleting", world.Status().Phase);
    }

    [Fact]
    public void Every_wait_has_a_deadline_after_which_it_is_a_persons_turn()
    {
        foreach (var state in Enum.GetValues<PodState>().Where(state => state != PodState.Ready))
        {
            var world = Worlds.Settled();
            world.Set("client1", state);
            world.Cluster = world.Cluster with { Status = world.Status() };
            Assert.NotEqual("Stalled", world.Status().Phase);

            world.Now += TimeSpan.FromMinutes(11);

            Assert.Equal("Stalled", world.Status().Phase);
            Assert.DoesNotContain(world.Status().Conditions, condition => condition.Type == "Reconciling");
        }
    }
}
