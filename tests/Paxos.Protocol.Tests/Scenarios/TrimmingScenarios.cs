using Paxos.Simulator;

namespace Paxos.Protocol.Tests.Scenarios;

/// <summary>Snapshots and trimming in whole clusters, with the schedules that broke earlier drafts.</summary>
public sealed class TrimmingScenarios
{
    private static readonly Topology Documented = Topology.Apart(proposers: 3, acceptors: 3, learners: 2, clients: 2);

    private static readonly ProtocolOptions Small = new() { SnapshotSlots = 10, SnapshotChunkBytes = 200, LogSlotsMax = 5 };

    // S5: a deleted segment whose trimmedTo was not durable reads as "no vote" after a power loss.
    [Fact]
    public void S5_A_power_loss_at_any_moment_of_trimming_leaves_no_slot_without_a_vote_or_a_snapshot()
    {
        for (var moment = 0; moment < 20; moment++)
        {
            using var cluster = ScenarioCluster.Running(Documented, seed: (ulong)moment + 1, Small);
            Write(cluster, 25);
            cluster.RunUntil(() => Acceptors(cluster).Any(acceptor => acceptor.TrimmedTo > Slot.None), "an acceptor trims");
            cluster.Run(moment / 4);
            foreach (var process in cluster.World.Processes)
            {
                process.Crash();
            }

            cluster.World.StartAll();
            Write(cluster, 3);
            var read = cluster.ReadAll();
            cluster.RunUntil(() => cluster.IsDone(read), "a read is answered");

            Assert.Equal(29, cluster.ValuesOf(read).Count);
        }
    }

    // S6: trimTo counts a copy that a wiped learner no longer has.
    [Fact]
    public void S6_The_copy_of_a_wiped_learner_is_not_counted()
    {
        using var cluster = ScenarioCluster.Running(Documented, options: Small);
        cluster.Lose(envelope => envelope.Message is SnapshotTold { Slot.Number: > 0 } && envelope.From.Name == "learner2");
        Write(cluster, 25);
        cluster.Run(3_000);
        Assert.All(Acceptors(cluster), acceptor => Assert.Equal(Slot.None, acceptor.TrimmedTo));

        // The leader has learner1's word. It loses its disk, and only then learner2's word arrives.
        var victim = cluster.World.Find("learner1")!;
        victim.Crash();
        victim.DiskOf(Role.Learner).Wipe();
        victim.Snapshots.Wipe();
        cluster.World.Checkers.Wiped(new NodeId("learner1", Role.Learner));
        cluster.Run(10_000);
        cluster.Mend();
        cluster.Run(5_000);
        Assert.All(Acceptors(cluster), acceptor => Assert.Equal(Slot.None, acceptor.TrimmedTo));
        Assert.Contains("learner1", cluster.Node<Proposer>(cluster.Leaders().Single()).TrimWaitsFor, StringComparison.Ordinal);

        victim.Start();
        Write(cluster, 15);
        cluster.RunUntil(() => Acceptors(cluster).All(acceptor => acceptor.TrimmedTo > Slot.None), "they trim with two copies again");
    }

    // A leader that was deposed without knowing it must not take "trimmed" for "chosen as I know it": what the next leader had chosen in
    // the same slot is another batch. acceptor3 hears of the next leader only what it may forget.
    [Fact]
    public void T2_A_deposed_leader_does_not_take_a_trimmed_slot_for_its_own_batch()
    {
        using var cluster = ScenarioCluster.Running(Documented, options: Small);
        var old = cluster.Leaders().Single();
        bool IsOld(Envelope envelope) => IsBetween(envelope, old);
        bool IsDeaf(Envelope envelope) =>
            envelope.To.Name == "acceptor3" && envelope.From.Name != old && envelope.Message is Prepare or Accept or Confirm;
        cluster.Lose(envelope => envelope.Message is Accept || IsDeaf(envelope));
        cluster.Write("never chosen");
        cluster.Run(50);
        cluster.Lose(envelope => IsOld(envelope) || IsDeaf(envelope));
        foreach (var process in cluster.World.Processes.Where(process => process.Name != old))
        {
            cluster.World.LoseLink(process, old, 0);
        }

        // The old leader goes on believing in itself for a while, for it hears acceptors confirm it.
        cluster.RunUntil(() => cluster.Leaders().Any(name => name != old), "another proposer leads");
        var deposed = cluster.Node<Proposer>(old).HighestBallot;
        Write(cluster, 25);
        cluster.RunUntil(() => cluster.Node<Acceptor>("acceptor3").TrimmedTo > Slot.None, "acceptor3 trims");
        cluster.Deliver(
            new NodeId(old, Role.Proposer),
            new NodeId("acceptor3", Role.Acceptor),
            new Accept(deposed, new Slot(3), [Batch.Noop], new Slot(2), Slot.None, 1));
        var before = cluster.Sent.Count;
        cluster.Run(20);

        var answers = cluster.Sent.Skip(before).Where(envelope => envelope.From.Name == "acceptor3").Select(envelope => envelope.Message);
        Assert.Contains(answers, message => message is Nack);
        Assert.DoesNotContain(answers, message => message is Trimmed trimmed && trimmed.Ballot == deposed);
    }

    [Fact]
    public void An_emptied_learner_comes_back_by_snapshot_and_knows_every_value()
    {
        using var cluster = Emptied();

        cluster.World.Find("learner2")!.Start();
        cluster.RunUntil(
            () => cluster.Node<Learner>("learner2").AppliedTo == cluster.World.Checkers.Log.Prefix, "learner2 has everything");

        Assert.True(cluster.World.Counters.SnapshotsFetched > 0);
        Assert.Equal(cluster.Node<Learner>("learner1").Store.Digest(), cluster.Node<Learner>("learner2").Store.Digest());
    }

    // Disk use stays bounded under writes that never end.
    [Fact]
    public void Acceptors_hold_a_bounded_number_of_votes_under_endless_writes()
    {
        using var cluster = ScenarioCluster.Running(Documented, options: Small);
        for (var round = 0; round < 10; round++)
        {
            Write(cluster, 30);
            cluster.Run(1_500);
            Assert.All(Acceptors(cluster), acceptor => Assert.InRange(acceptor.VoteCount, 0, 60));
            Assert.All(
                cluster.World.Topology.Acceptors,
                name => Assert.InRange(SegmentsOf(cluster.World.Find(name)!.DiskOf(Role.Acceptor)), 1, 3));
        }
    }

    private static int SegmentsOf(SimulatedDisk disk) =>
        disk.Blocks.Files.Count(file => file.Name.StartsWith("segment-", StringComparison.Ordinal));

    /// <summary>A cluster whose acceptors have trimmed and whose second learner has lost its disk and is down.</summary>
    internal static ScenarioCluster Emptied()
    {
        var cluster = ScenarioCluster.Running(Documented, options: Small);
        Write(cluster, 25);
        cluster.RunUntil(() => Acceptors(cluster).All(acceptor => acceptor.TrimmedTo > Slot.None), "the acceptors trim");
        var victim = cluster.World.Find("learner2")!;
        victim.Crash();
        victim.DiskOf(Role.Learner).Wipe();
        victim.Snapshots.Wipe();
        cluster.World.Checkers.Wiped(new NodeId("learner2", Role.Learner));
        return cluster;
    }

    private static IEnumerable<Acceptor> Acceptors(ScenarioCluster cluster) =>
        cluster.World.Topology.Acceptors.Select(cluster.Node<Acceptor>);

    private static bool IsBetween(Envelope envelope, string name) => envelope.From.Name == name || envelope.To.Name == name;

    private static void Write(ScenarioCluster cluster, int count)
    {
        for (var number = 0; number < count; number++)
        {
            var write = cluster.Write($"value {number}");
            cluster.RunUntil(() => cluster.IsDone(write), "a write is answered");
        }
    }
}
