using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// One batch a ballot and slot (rules A3, P1), and none but the chosen one above the ballot that it was chosen at (rule P2). Looks at
/// everything that proposes: Accept, Learn, and the votes asked for.
/// </summary>
internal sealed class ProposalChecker : Checker
{
    private readonly Dictionary<Slot, SortedDictionary<Ballot, Batch>> proposals = [];
    private readonly Dictionary<Slot, (Ballot Ballot, Batch Batch)> chosen = [];

    /// <inheritdoc/>
    public override string Name => "proposal";

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        switch (envelope.Message)
        {
            case Accept accept:
                Propose(envelope.From, accept.Ballot, accept.First, accept.Batches);
                break;
            case Learn learn:
                Propose(envelope.From, learn.Ballot, learn.First, learn.Batches);
                break;
        }
    }

    /// <inheritdoc/>
    public override void RecordAsked(NodeId role, DurableRecord record)
    {
        if (record is VoteRecord vote)
        {
            Propose(role, vote.Ballot, vote.Slot, [vote.Batch]);
        }
    }

    /// <inheritdoc/>
    public override void Chosen(Slot slot, Ballot ballot, Batch batch)
    {
        chosen[slot] = (ballot, batch);
        if (!proposals.TryGetValue(slot, out var ballots))
        {
            return;
        }

        foreach (var (otherBallot, other) in ballots)
        {
            if (otherBallot > ballot && !other.Equals(batch))
            {
                throw Violation($"slot {slot} has {batch} chosen at {ballot}, and {other} was proposed at {otherBallot}");
            }
        }
    }

    private void Propose(NodeId from, Ballot ballot, Slot first, IReadOnlyList<Batch> batches)
    {
        var slot = first;
        foreach (var batch in batches)
        {
            if (!proposals.TryGetValue(slot, out var ballots))
            {
                proposals.Add(slot, ballots = []);
            }

            if (!ballots.TryGetValue(ballot, out var known))
            {
                ballots.Add(ballot, batch);
                CheckAgainstChosen(from, ballot, slot, batch);
            }
            else if (!known.Equals(batch))
            {
                throw Violation($"{from} has {batch} for slot {slot} at {ballot}, which was {known} before");
            }

            slot = slot.Next;
        }
    }

    private void CheckAgainstChosen(NodeId from, Ballot ballot, Slot slot, Batch batch)
    {
        if (chosen.TryGetValue(slot, out var first) && ballot > first.Ballot && !batch.Equals(first.Batch))
        {
            throw Violation(
                $"{from} proposes {batch} for slot {slot} at {ballot}, where {first.Batch} was chosen at {first.Ballot}");
        }
    }
}
