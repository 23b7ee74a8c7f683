using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// Nothing is sent before its records are durable (rule D1): what a Promise, an Accepted, an identity or an answer to a learner says must
/// stand on the sender's disk when it leaves. What was durable once counts for ever; damage comes later and is no lie.
/// </summary>
internal sealed class DurabilityChecker : Checker
{
    private readonly Dictionary<DiskId, Ballot> promises = [];
    private readonly Dictionary<DiskId, DiskState> states = [];
    private readonly Dictionary<(DiskId Disk, Slot Slot, Ballot Ballot), Batch> votes = [];
    private readonly Dictionary<(DiskId Disk, Slot Slot), Batch> chosen = [];

    /// <inheritdoc/>
    public override string Name => "durability";

    /// <inheritdoc/>
    public override void RecordDurable(NodeId role, DiskId disk, DurableRecord record)
    {
        if (role.Role != Role.Acceptor)
        {
            // A learner tells nothing that rests on its disk, and one process's roles share its disk's identity.
            return;
        }

        switch (record)
        {
            case IdentityRecord identity:
                states[identity.Disk] = identity.State;
                break;
            case PromiseRecord promise:
                Raise(disk, promise.Ballot);
                break;
            case VoteRecord vote:
                Raise(disk, vote.Ballot);
                votes[(disk, vote.Slot, vote.Ballot)] = vote.Batch;
                break;
            case ChosenRecord known:
                chosen[(disk, known.Slot)] = known.Batch;
                break;
        }
    }

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        switch (envelope.Message)
        {
            case IdentityTold told:
                RequireState(envelope.From, told);
                break;
            case Promise promise:
                RequirePromise(envelope.From, promise.Acceptor, promise.Ballot);
                RequireVotes(envelope.From, promise.Acceptor, promise.Votes);
                break;
            case VotesRead read:
                RequireVotes(envelope.From, read.Acceptor, read.Votes);
                break;
            case Accepted accepted:
                RequireAccepted(envelope.From, accepted);
                break;
        }
    }

    private void Raise(DiskId disk, Ballot ballot) =>
        promises[disk] = Ballot.Max(promises.GetValueOrDefault(disk), ballot);

    private void RequireState(NodeId from, IdentityTold told)
    {
        if (!states.TryGetValue(told.Disk, out var state) || state < told.State)
        {
            throw Violation($"{from} says that disk {told.Disk} is {told.State}, which is not durable");
        }
    }

    private void RequirePromise(NodeId from, DiskId disk, Ballot ballot)
    {
        if (promises.GetValueOrDefault(disk) < ballot)
        {
            throw Violation($"{from} promised {ballot}, which is not durable");
        }
    }

    private void RequireVotes(NodeId from, DiskId disk, IReadOnlyList<Vote> told)
    {
        foreach (var vote in told)
        {
            var held = vote.IsChosen
                ? chosen.GetValueOrDefault((disk, vote.Slot))
                : votes.GetValueOrDefault((disk, vote.Slot, vote.Ballot));
            if (held is null || !held.Equals(vote.Batch))
            {
                throw Violation($"{from} tells a vote for {vote.Batch} in {vote.Slot} at {vote.Ballot}, which is not durable");
            }
        }
    }

    private void RequireAccepted(NodeId from, Accepted accepted)
    {
        for (var slot = accepted.Slots.First; slot <= accepted.Slots.Last; slot = slot.Next)
        {
            if (!votes.ContainsKey((accepted.Acceptor, slot, accepted.Ballot)))
            {
                throw Violation($"{from} accepted slot {slot} at {accepted.Ballot}, which is not durable");
            }
        }
    }
}
