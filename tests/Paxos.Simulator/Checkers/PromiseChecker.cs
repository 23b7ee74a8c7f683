using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// A promise is never lowered, across restarts too (rule A1), and there is no vote below it (rule A2). Judged by what acceptors say and
/// ask their disks for, by disk and not by process.
/// </summary>
internal sealed class PromiseChecker : Checker
{
    private readonly Dictionary<DiskId, Ballot> promised = [];
    private readonly Dictionary<NodeId, DiskId> disks = [];

    /// <inheritdoc/>
    public override string Name => "promise";

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        switch (envelope.Message)
        {
            case Promise promise:
                disks[envelope.From] = promise.Acceptor;
                Raise(envelope.From, promise.Acceptor, promise.Ballot, "promises");
                break;
            case Accepted accepted:
                Raise(envelope.From, accepted.Acceptor, accepted.Ballot, "has accepted");
                break;
            case Confirmed confirmed:
                NotBelow(envelope.From, confirmed.Acceptor, confirmed.Ballot, "confirms");
                break;
            case NoSpace noSpace:
                NotBelow(envelope.From, noSpace.Acceptor, noSpace.Ballot, "confirms without space");
                break;
            case PreElected told:
                NotBelow(envelope.From, told.Acceptor, told.Promised, "says its promise is");
                break;
            case Nack nack:
                NotBelow(envelope.From, nack.Acceptor, nack.Promised, "says its promise is");
                break;
        }
    }

    /// <inheritdoc/>
    public override void RecordAsked(NodeId role, DurableRecord record)
    {
        if (disks.TryGetValue(role, out var disk) && record is VoteRecord vote)
        {
            NotBelow(role, disk, vote.Ballot, "votes at");
        }
    }

    /// <inheritdoc/>
    public override void Wiped(NodeId role) => disks.Remove(role);

    private void Raise(NodeId role, DiskId disk, Ballot ballot, string what)
    {
        NotBelow(role, disk, ballot, what);
        promised[disk] = ballot;
    }

    private void NotBelow(NodeId role, DiskId disk, Ballot ballot, string what)
    {
        if (promised.TryGetValue(disk, out var before) && ballot < before)
        {
            throw Violation($"{role} {what} {ballot} after it promised {before}");
        }
    }
}
