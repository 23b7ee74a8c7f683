using Paxos.Simulator;

namespace Paxos.Protocol.Tests.Scenarios;

/// <summary>Schedules that left earlier drafts of the protocol standing still, each with the way out of it.</summary>
public sealed class LivenessScenarios
{
    private static readonly Topology Documented = Topology.Apart(proposers: 3, acceptors: 3, learners: 2, clients: 2);

    // L2: a phase 1 that waits and asks nobody again.
    [Fact]
    public void L2_Phase_1_asks_again_when_its_questions_are_lost()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var old = cluster.Leaders().Single();
        var lost = 0;
        cluster.Lose(envelope => envelope.Message is Prepare && lost++ < 5);

        cluster.World.Find(old)!.Crash();
        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "the next leader answers");

        Assert.True(lost > 5);
    }

    // L3: a refused pre-election that does not tell the ballot to beat.
    [Fact]
    public void L3_A_candidate_learns_the_ballot_to_beat_from_a_refusal()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var old = cluster.Leaders().Single();
        var before = cluster.Node<Acceptor>("acceptor1").Promised;
        var others = cluster.World.Topology.NamesOf(Role.Proposer).Where(name => name != old).ToArray();

        // The others hear neither the leader nor of it, so only acceptors can tell them its ballot.
        cluster.World.Find(others[0])!.Crash();
        cluster.World.Find(others[0])!.Start();
        cluster.Lose(envelope => envelope.Message is Heartbeat);
        cluster.Run(3_000);
        Assert.Equal(before, cluster.Node<Acceptor>("acceptor1").Promised);
        cluster.Mend();
        cluster.World.Find(old)!.Crash();
        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "the next leader answers");

        Assert.True(cluster.Node<Acceptor>("acceptor1").Promised > before);
    }

    // L4: a Promise as long as the log when no learner answers.
    [Fact]
    public void L4_A_promise_is_short_however_long_the_log_is_and_though_no_learner_answers()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        for (var number = 0; number < 50; number++)
        {
            var write = cluster.Write($"value {number}");
            cluster.RunUntil(() => cluster.IsDone(write), "a write is answered");
        }

        cluster.Run(200);
        var longest = 0;
        cluster.Lose(envelope =>
        {
            longest = envelope.Message is Promise promise ? Math.Max(longest, promise.Votes.Count) : longest;
            return envelope.Message is Progress;
        });
        cluster.World.Find(cluster.Leaders().Single())!.Crash();
        cluster.RunUntil(() => cluster.Leaders().Count == 1, "another proposer leads");

        Assert.InRange(longest, 0, 8);
    }

    // L6: a leader that reaches no learner keeps its office and nobody is ever answered.
    [Fact]
    public void L6_A_leader_cut_off_from_every_learner_leaves_its_office()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var old = cluster.Leaders().Single();
        cluster.Lose(envelope => (envelope.From.Name == old && envelope.To.Role == Role.Learner)
            || (envelope.To.Name == old && envelope.From.Role == Role.Learner));

        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "another leader answers");

        Assert.DoesNotContain(old, cluster.Leaders());
    }

    // Found by the simulator: client nodes hear from learners who leads, so nothing reaches a leader that no learner hears, nothing is
    // chosen there, and nothing ever seemed to be missing.
    [Fact]
    public void L6_An_idle_leader_cut_off_from_every_learner_leaves_its_office_too()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        cluster.Run(600);
        var old = cluster.Leaders().Single();
        cluster.Lose(envelope => (envelope.From.Name == old && envelope.To.Role == Role.Learner)
            || (envelope.To.Name == old && envelope.From.Role == Role.Learner));
        cluster.Run(1_600);

        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "another leader answers");

        Assert.DoesNotContain(old, cluster.Leaders());
    }

    // Found by the simulator: a learner that only the leader cannot reach answers its client nodes' signs of life for ever, and nothing
    // else.
    [Fact]
    public void A_client_node_leaves_a_learner_that_hears_no_leader()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var leader = cluster.Leaders().Single();
        var deaf = cluster.Node<Client>("client1").LearnerName;
        cluster.Lose(envelope => (envelope.From.Name == leader && envelope.To.Name == deaf)
            || (envelope.From.Name == deaf && envelope.To.Name == leader));

        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "the other learner answers");

        Assert.NotEqual(deaf, cluster.Node<Client>("client1").LearnerName);
        Assert.Contains(leader, cluster.Leaders());
    }

    // L7: an office offered to a proposer that does not live.
    [Fact]
    public void L7_A_leader_whose_successor_is_dead_goes_on()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var old = cluster.Leaders().Single();
        var target = cluster.World.Topology.NamesOf(Role.Proposer).First(name => name != old);
        cluster.World.Find(target)!.Crash();

        cluster.World.Find(old)!.Tell(Role.Proposer, new HandOver(target));
        var write = cluster.Write("second");
        cluster.RunUntil(() => cluster.IsDone(write), "somebody answers");

        Assert.Contains(old, cluster.Leaders());
    }

    // A hand-over to a living proposer takes one election and no timeout.
    [Fact]
    public void An_offered_office_is_taken_at_once()
    {
        using var cluster = ScenarioCluster.Running(Documented);
        var old = cluster.Leaders().Single();
        var target = cluster.World.Topology.NamesOf(Role.Proposer).First(name => name != old);
        cluster.Run(2_000);

        cluster.World.Find(old)!.Tell(Role.Proposer, new HandOver(target));
        cluster.Run(100);

        Assert.Equal([target], cluster.Leaders());
    }
}
