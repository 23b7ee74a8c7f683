using System.Text;
using Paxos.Protocol.Gossip;
using Paxos.Simulator;

namespace Paxos.Protocol.Tests.Scenarios;

/// <summary>
/// Whole interactions as text, one file each: who says what to whom, in order. They are documentation that cannot go stale.
/// </summary>
public sealed class TranscriptTests
{
    private static readonly Topology Small = Topology.Apart(proposers: 2, acceptors: 3, learners: 2, clients: 1);

    // The answer comes to the client node from a learner that applied the write, not from the leader.
    [Fact]
    public void A_write()
    {
        using var cluster = ScenarioCluster.Running(Small);
        cluster.Run(500);

        var transcript = Record(cluster, () =>
        {
            var write = cluster.Write("second");
            cluster.RunUntil(() => cluster.IsDone(write), "the write is answered");
        });

        Golden.Check("Paxos.Protocol.Tests/Scenarios/write.txt", transcript);
    }

    [Fact]
    public void A_linearizable_read()
    {
        using var cluster = ScenarioCluster.Running(Small);
        cluster.Run(500);

        var transcript = Record(cluster, () =>
        {
            var read = cluster.ReadAll();
            cluster.RunUntil(() => cluster.IsDone(read), "the read is answered");
        });

        Golden.Check("Paxos.Protocol.Tests/Scenarios/read.txt", transcript);
    }

    [Fact]
    public void The_leader_dies()
    {
        using var cluster = ScenarioCluster.Running(Small);
        cluster.Run(500);

        var transcript = Record(cluster, () =>
        {
            cluster.World.Find(cluster.Leaders().Single())!.Crash();
            var write = cluster.Write("second");
            cluster.RunUntil(() => cluster.IsDone(write), "the next leader answers");
        });

        Golden.Check("Paxos.Protocol.Tests/Scenarios/leader-dies.txt", transcript);
    }

    [Fact]
    public void A_cluster_forms()
    {
        using var cluster = new ScenarioCluster(Topology.Apart(proposers: 1, acceptors: 3, learners: 1, clients: 1));

        var transcript = Record(cluster, () =>
        {
            cluster.World.StartAll();
            var write = cluster.Write("first");
            cluster.RunUntil(() => cluster.IsDone(write), "the first write is answered");
        });

        Golden.Check("Paxos.Protocol.Tests/Scenarios/forming.txt", transcript);
    }

    // The emptied learner asks the others' logs and the acceptors first; what was trimmed comes as a snapshot, the rest as log.
    [Fact]
    public void A_learner_catches_up_by_snapshot()
    {
        using var cluster = TrimmingScenarios.Emptied();

        var transcript = Record(cluster, () =>
        {
            cluster.World.Find("learner2")!.Start();
            cluster.RunUntil(
                () => cluster.Node<Learner>("learner2").AppliedTo == cluster.World.Checkers.Log.Prefix, "learner2 has everything");
        });

        Golden.Check("Paxos.Protocol.Tests/Scenarios/catch-up-by-snapshot.txt", transcript);
    }

    // Signs of life are left out; a run of equal lines is written once with its count.
    private static string Record(ScenarioCluster cluster, Action interaction)
    {
        var lines = new List<(string Text, int Count)>();
        cluster.Lose(envelope =>
        {
            if (Describe(envelope.Message) is { } said)
            {
                var text = $"{envelope.From.Name,-10} -> {envelope.To.Name,-10} {said}";
                var isRepeated = lines.Count > 0 && lines[^1].Text == text;
                var count = isRepeated ? lines[^1].Count + 1 : 1;
                if (isRepeated)
                {
                    lines.RemoveAt(lines.Count - 1);
                }

                lines.Add((text, count));
            }

            return false;
        });
        interaction();

        var transcript = new StringBuilder();
        foreach (var (text, count) in lines)
        {
            transcript.Append(text).Append(count > 1 ? $"   (x {count})" : string.Empty).Append('\n');
        }

        return transcript.ToString();
    }

    private static string? Describe(Message message) => message switch
    {
        GossipMessage or Heartbeat or Attach or Attached or Progress or ProgressAsk => null,
        SnapshotAsk or SnapshotTold or StateTold => null,
        Fetch fetch => $"Fetch       slots {fetch.Slots}",
        Fetched fetched => $"Fetched     {fetched.Batches.Count} batches from slot {fetched.First}",
        ReadVotes read => $"ReadVotes   slots {read.Slots}",
        VotesRead read => $"VotesRead   {read.Votes.Count} votes, trimmed to {read.TrimmedTo}",
        OfferAsk ask => $"OfferAsk    above slot {ask.Above}",
        ChunkAsk ask => $"ChunkAsk    snapshot of slot {ask.Snapshot.Slot}, chunk {ask.Index}",
        ChunkTold told => $"ChunkTold   snapshot of slot {told.Snapshot.Slot}, chunk {told.Index}",
        Learn { Batches.Count: 0 } learn => $"Learn       chosen to {learn.ChosenTo}",
        Learn learn => $"Learn       slot {learn.First}, {learn.Batches.Count} batch, chosen to {learn.ChosenTo}",
        IdentityTold told => $"IdentityTold {told.State}",
        PreElected told => $"PreElected  {(told.Granted ? "granted" : "refused")}, promised round {told.Promised.Round}",
        Prepare prepare => $"Prepare     round {prepare.Ballot.Round} from slot {prepare.From}",
        Promise promise => $"Promise     round {promise.Ballot.Round}, {promise.Votes.Count} votes, chosen to {promise.ChosenTo}",
        Accept accept => $"Accept      round {accept.Ballot.Round} slot {accept.First}",
        Accepted accepted => $"Accepted    round {accepted.Ballot.Round} slot {accepted.Slots.First}",
        Submit submit => $"Submit      {string.Join(", ", submit.Commands.Select(command => command.GetType().Name))}",
        Answered answered => $"Answered    {answered.Answers.Count} of session {answered.Answers[0].Key.Session}",
        ReadIndexTold told => $"ReadIndexTold slot {told.Slot}",
        _ => message.GetType().Name,
    };
}
