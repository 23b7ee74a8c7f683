using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>A ballot has one leader at most, for one life of one process, and whoever leads has won it once.</summary>
internal sealed class LeaderChecker(Counters counters) : Checker
{
    private readonly Dictionary<Ballot, NodeId> candidates = [];
    private readonly HashSet<Ballot> won = [];

    /// <inheritdoc/>
    public override string Name => "leader";

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        var ballot = envelope.Message switch
        {
            Prepare prepare => prepare.Ballot,
            Accept accept => accept.Ballot,
            Learn learn => learn.Ballot,
            _ => Ballot.Zero,
        };
        if (ballot == Ballot.Zero)
        {
            return;
        }

        if (candidates.TryGetValue(ballot, out var owner) && owner != envelope.From)
        {
            throw Violation($"{envelope.From} uses {ballot}, which is {owner}'s");
        }

        candidates[ballot] = envelope.From;
        if (envelope.Message is Accept && !won.Contains(ballot))
        {
            throw Violation($"{envelope.From} proposes at {ballot} and has not won it");
        }
    }

    /// <inheritdoc/>
    public override void Reported(NodeId role, Event fact)
    {
        if (fact is not LeadershipWon leadership)
        {
            return;
        }

        if (!won.Add(leadership.Ballot))
        {
            throw Violation($"{role} has won {leadership.Ballot}, which was won before");
        }

        if (won.Count > 1)
        {
            counters.LeaderChanges++;
        }
    }
}
