using Paxos.Simulator;

namespace Paxos.Protocol.Tests.Scenarios;

/// <summary>
/// Schedules that broke earlier drafts of the protocol, each with its safe outcome. What must never happen is found by the simulator's
/// checkers, which watch every scenario.
/// </summary>
public sealed class SafetyScenarios
{
    private const ulong Nonce = 777;

    private static readonly Topology Documented = Topology.Apart(proposers: 3, acceptors: 3, learners: 2, clients: 2);

    // S1: a disk lost while forming makes a second configuration active when old word of it is believed.
    [Fact]
    public void S1_A_disk_lost_while_forming_never_makes_two_configurations_active()
    {
        using var cluster = new ScenarioCluster(Documented);

        // Everybody hears that everybody is blank; nobody hears that anybody has recorded anything.
        cluster.Lose(envelope => envelope.Message is IdentityTold { State: not DiskState.Blank });
        cluster.Start();
        cluster.RunUntil(
            () => cluster.World.Topology.Acceptors.All(
                name => cluster.World.Find(name)!.DiskOf(Role.Acceptor).DurableState == DiskState.Recorded),
            "all acceptors have recorded");
        var victim = cluster.World.Find("acceptor3")!;
        victim.Crash();
        victim.DiskOf(Role.Acceptor).Wipe();
        cluster.World.Checkers.Wiped(new NodeId("acceptor3", Role.Acceptor));
        cluster.Mend();
        victim.Start();
        cluster.Run(5_000);

        var active = cluster.World.Processes.Count(
            process => process.NodeOf(Role.Acceptor) is Acceptor { Configuration: not null });
        Assert.Equal(0, active);
        Assert.Contains("acceptor3", cluster.Node<Acceptor>("acceptor1").Hindrance, StringComparison.Ordinal);
    }

    // S1: a blank acceptor whose name stands in a formed cluster with another disk never votes.
    [Fact]
    public void S1_A_blank_disk_in_a_formed_cluster_never_votes()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var victim = cluster.World.Find("acceptor2")!;
        victim.Crash();
        victim.DiskOf(Role.Acceptor).Wipe();
        cluster.World.Checkers.Wiped(new NodeId("acceptor2", Role.Acceptor));

        victim.Start();
        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "a write is answered by the other two");
        cluster.Run(2_000);

        Assert.Null(cluster.Node<Acceptor>("acceptor2").Configuration);
        Assert.Contains("blank", cluster.Node<Acceptor>("acceptor2").Hindrance, StringComparison.OrdinalIgnoreCase);
    }

    // S2: two sessions opened in one batch must not share an id.
    [Fact]
    public void S2_Two_client_nodes_that_open_sessions_at_the_same_time_are_both_served()
    {
        using var cluster = new ScenarioCluster(Documented);

        // Until a leader has both clients' commands, none is proposed: they land in one batch.
        cluster.Hold(envelope => envelope.Message is Submit);
        cluster.Start();
        cluster.RunUntil(() => cluster.Leaders().Count == 1, "a proposer leads");
        var one = cluster.Write("one", "client1");
        var two = cluster.Write("two", "client2");
        cluster.RunUntil(
            () => cluster.Held.Select(parcel => parcel.Envelope.From.Name).Distinct().Count() == 2, "both ask for a session");
        cluster.Mend();
        cluster.Release(_ => true);
        cluster.RunUntil(() => cluster.IsDone(one) && cluster.IsDone(two), "both writes are answered");
        var read = cluster.ReadAll();
        cluster.RunUntil(() => cluster.IsDone(read), "a read is answered");

        Assert.Equal(["one", "two"], cluster.ValuesOf(read).Order());
    }

    // S3: a learner decides nothing from votes alone.
    [Fact]
    public void S3_A_learner_applies_nothing_that_no_leader_said_to_be_chosen()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var before = cluster.Node<Learner>("learner1").AppliedTo;

        // The batch reaches learners and acceptors, all vote durably, and no vote reaches the leader.
        cluster.Lose(envelope => envelope.Message is Accepted);
        var write = cluster.Write("second");
        cluster.Run(300);

        Assert.Equal(before, cluster.Node<Learner>("learner1").AppliedTo);
        Assert.Equal(before.Next, cluster.World.Checkers.Log.Prefix);
        cluster.Mend();
        cluster.RunUntil(() => cluster.IsDone(write), "the write is answered");
    }

    // S4: neither a repeated Promise nor a repeated Accepted leaves before its group is durable, and a heartbeat raises no promise.
    [Fact]
    public void S4_Repeated_questions_are_answered_only_when_the_first_answer_is_durable()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        cluster.World.Faults = cluster.World.Faults with { SyncMilliseconds = 200 };
        var write = cluster.Write("second");

        // The leader repeats its Accept each 100 ms; the durability checker judges every answer.
        cluster.RunUntil(() => cluster.IsDone(write), "the write is answered");
        var leader = cluster.Leaders().Single();
        cluster.World.Find(leader)!.Crash();
        var after = cluster.Write("third");
        cluster.RunUntil(() => cluster.IsDone(after), "the next leader answers");

        Assert.Contains(cluster.Sent, envelope => envelope.Message is Prepare);
        var repeated = cluster.Sent.Where(envelope => envelope.Message is Accept).Select(envelope => (envelope.To, envelope.Message));
        Assert.NotEqual(repeated.Count(), repeated.Distinct().Count());
    }

    // S7: an Accepted made before the read was captured must not confirm a deposed leader.
    [Fact]
    public void S7_A_delayed_vote_does_not_confirm_a_deposed_leader()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var old = cluster.Leaders().Single();

        // The leader proposes and its votes are held back. The others are told that it is gone, so that another leads before it notices.
        cluster.Hold(envelope => envelope.Message is Accepted && envelope.To.Name == old);
        var late = cluster.Write("late");
        cluster.RunUntil(() => cluster.Held.Count >= 3, "three votes are held back");
        cluster.Lose(envelope => envelope.To.Name == old);
        foreach (var process in cluster.World.Processes.Where(process => process.Name != old))
        {
            cluster.World.LoseLink(process, old, 0);
        }

        cluster.RunUntil(() => cluster.Leaders().Any(name => name != old), "another proposer leads");
        cluster.RunUntil(() => cluster.World.Checkers.Log.Prefix > cluster.Node<Proposer>(old).ChosenTo, "it has chosen something");
        Assert.Contains(old, cluster.Leaders());

        // A read is captured at the old leader, then the old votes come in.
        cluster.Deliver(new NodeId("learner1", Role.Learner), new NodeId(old, Role.Proposer), new ReadIndexAsk(Nonce));
        cluster.Run(1);
        cluster.Release(_ => true);
        cluster.Run(50);

        Assert.DoesNotContain(cluster.Sent, envelope => envelope.Message is ReadIndexTold { Nonce: Nonce });
        cluster.Mend();
        cluster.RunUntil(() => cluster.IsDone(late), "the late write is answered");
    }
}
