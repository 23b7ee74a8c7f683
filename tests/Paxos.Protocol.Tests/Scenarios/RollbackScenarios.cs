using Paxos.Simulator;
using Paxos.Simulator.Disks;

namespace Paxos.Protocol.Tests.Scenarios;

/// <summary>
/// Acceptors whose disk comes back with an older state of itself, as when a volume or a machine is restored (rules K1, K2). That such a one
/// says nothing of promises and votes is watched by the simulator's checkers.
/// </summary>
public sealed class RollbackScenarios
{
    private static readonly Topology Documented = Topology.Apart(proposers: 3, acceptors: 3, learners: 2, clients: 2);

    // The schedule that loses a write: two of three voted for it, one of them forgets, and the third never heard of it.
    [Fact]
    public void A_write_whose_voter_was_put_back_is_not_lost()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var disk = Disk(cluster, "acceptor2");
        disk.KeepCopy();

        // acceptor3 gets no proposals, and no learner hears of the write: only two disks have it.
        cluster.Lose(envelope => envelope is { Message: Accept, To.Name: "acceptor3" } || envelope.Message is Learn);
        cluster.Write("second");
        cluster.RunUntil(() => cluster.World.Checkers.Log.Count == 3, "it is chosen");
        cluster.RunUntil(() => Knows(cluster, "acceptor3", disk), "acceptor3 was told of acceptor2's disk");
        PutBack(cluster, "acceptor2");
        cluster.World.Find("acceptor1")!.Crash();
        var chosen = (ulong)cluster.World.Checkers.Log.Count;
        cluster.Mend();

        cluster.Run(5_000);
        Assert.Equal(chosen, (ulong)cluster.World.Checkers.Log.Count);
        Assert.Contains("put back to an older state", cluster.Node<Acceptor>("acceptor2").Hindrance, StringComparison.Ordinal);

        cluster.World.Find("acceptor1")!.Start();
        var read = cluster.ReadAll();
        cluster.RunUntil(() => cluster.IsDone(read), "a read is answered");
        Assert.Equal(["first", "second"], cluster.ValuesOf(read));
    }

    [Fact]
    public void A_disk_that_was_put_back_stays_quarantined_through_restarts_and_the_others_go_on()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        PutBackAfterWrites(cluster);
        cluster.RunUntil(() => cluster.Node<Acceptor>("acceptor2").QuarantineReason.Length > 0, "acceptor2 finds out");
        cluster.Run(100);
        var reason = cluster.Node<Acceptor>("acceptor2").QuarantineReason;

        // Nobody is there to tell it this time.
        foreach (var process in cluster.World.Processes)
        {
            process.Crash();
        }

        cluster.World.Find("acceptor2")!.Start();
        Assert.Equal(reason, cluster.Node<Acceptor>("acceptor2").QuarantineReason);

        cluster.World.StartAll();
        var write = cluster.Write("last");
        cluster.RunUntil(() => cluster.IsDone(write), "the others answer");
    }

    [Fact]
    public void What_was_written_down_is_enough_when_everybody_was_restarted()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var disk = Disk(cluster, "acceptor2");
        disk.KeepCopy();
        Write(cluster, 3);
        cluster.RunUntil(
            () => HasWritten(cluster, "acceptor1", disk) && HasWritten(cluster, "acceptor3", disk),
            "both have written it down");
        foreach (var process in cluster.World.Processes)
        {
            process.Crash();
        }

        PutBack(cluster, "acceptor2");
        cluster.World.StartAll();

        cluster.RunUntil(() => cluster.Node<Acceptor>("acceptor2").QuarantineReason.Length > 0, "acceptor2 finds out");
    }

    // acceptor3 never heard of acceptor2's disk from acceptor2 itself.
    [Fact]
    public void What_one_acceptor_was_told_the_others_hear_from_it()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        cluster.Lose(envelope => envelope is { Message: StampTold, From.Name: "acceptor2", To.Name: "acceptor3" });
        var disk = PutBackAfterWrites(cluster, () => Knows(cluster, "acceptor3", Disk(cluster, "acceptor2")), "acceptor3 knows");
        cluster.Mend();
        cluster.Lose(envelope => envelope.From.Name == "acceptor1" || envelope.To.Name == "acceptor1");

        cluster.RunUntil(() => cluster.Node<Acceptor>("acceptor2").QuarantineReason.Length > 0, "acceptor2 finds out");
        Assert.True(disk.IsPutBack);
    }

    // Its own words, delayed for long and repeated, and those of earlier lives.
    [Fact]
    public void Old_words_accuse_no_honest_disk()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        for (var life = 0; life < 4; life++)
        {
            Write(cluster, 2);
            cluster.Run(500);
            cluster.World.Find("acceptor2")!.Crash();
            cluster.World.Find("acceptor2")!.Start();
        }

        cluster.Run(500);
        var configuration = cluster.Node<Acceptor>("acceptor1").Configuration!;
        foreach (var old in cluster.Sent.Where(envelope => envelope.Message is StampTold or StampHeard).Reverse().ToArray())
        {
            var again = old with { ClusterId = configuration.ClusterId, Epoch = configuration.Epoch };
            cluster.World.Find(old.To.Name)!.Arrive(again);
        }

        cluster.Run(2_000);
        Write(cluster, 1);
        Assert.All(
            cluster.World.Topology.Acceptors, name => Assert.Empty(cluster.Node<Acceptor>(name).Hindrance));
    }

    // Forming begins anew on it, and ends Active with the identity that the others know.
    [Fact]
    public void A_disk_that_was_put_back_to_before_the_cluster_was_formed_does_not_vote()
    {
        using var cluster = new ScenarioCluster(Documented);
        cluster.World.StartAll();
        var disk = Disk(cluster, "acceptor2");
        cluster.RunUntil(() => disk.DurableState == DiskState.Blank, "acceptor2 has an identity");
        disk.KeepCopy();
        Write(cluster, 3);
        cluster.RunUntil(() => Knows(cluster, "acceptor1", disk) && Knows(cluster, "acceptor3", disk), "the others were told");

        PutBack(cluster, "acceptor2");

        cluster.RunUntil(() => cluster.Node<Acceptor>("acceptor2").QuarantineReason.Length > 0, "acceptor2 finds out");
    }

    private static SimulatedDisk PutBackAfterWrites(ScenarioCluster cluster, Func<bool>? until = null, string what = "")
    {
        var disk = Disk(cluster, "acceptor2");
        disk.KeepCopy();
        Write(cluster, 3);
        cluster.RunUntil(until ?? (() => Knows(cluster, "acceptor1", disk)), what);
        PutBack(cluster, "acceptor2");
        return disk;
    }

    private static void PutBack(ScenarioCluster cluster, string name)
    {
        var process = cluster.World.Find(name)!;
        if (process.IsUp)
        {
            process.Crash();
        }

        Assert.True(process.DiskOf(Role.Acceptor).TryPutBack(ulong.MaxValue));
        cluster.World.Checkers.Wiped(new NodeId(name, Role.Acceptor));
        process.Start();
    }

    // Whether a witness was told of the newest group of records, which a seal may follow.
    private static bool Knows(ScenarioCluster cluster, string witness, SimulatedDisk disk) =>
        cluster.Node<Acceptor>(witness).Marks.Any(mark =>
            mark.Disk == disk.Disk && mark.Stamp + 1 >= JournalMap.NewestGroup(disk.Blocks) && mark.Stamp > 1);

    private static bool HasWritten(ScenarioCluster cluster, string witness, SimulatedDisk disk) =>
        Disk(cluster, witness).DurableMarks.Any(mark => mark.Disk == disk.Disk && mark.Stamp + 1 >= JournalMap.NewestGroup(disk.Blocks));

    private static SimulatedDisk Disk(ScenarioCluster cluster, string name) => cluster.World.Find(name)!.DiskOf(Role.Acceptor);

    private static void Write(ScenarioCluster cluster, int count)
    {
        for (var index = 0; index < count; index++)
        {
            var write = cluster.Write($"value{index}");
            cluster.RunUntil(() => cluster.IsDone(write), "a write is answered");
        }
    }
}
