using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// An acceptor forgets only at a ballot that it promises (rule T2): the promise of the ballot that orders it goes to the disk
/// before what is forgotten.
/// </summary>
internal sealed class TrimOrderChecker : Checker
{
    private readonly Dictionary<NodeId, Ballot> promises = [];
    private readonly Dictionary<(NodeId Acceptor, Slot TrimTo), Ballot> orders = [];

    /// <inheritdoc/>
    public override string Name => "trim-order";

    /// <inheritdoc/>
    public override void Received(NodeId to, Envelope envelope)
    {
        var (ballot, trimTo) = envelope.Message switch
        {
            Accept accept => (accept.Ballot, accept.TrimTo),
            Trim trim => (trim.Ballot, trim.TrimTo),
            _ => (Ballot.Zero, Slot.None),
        };
        if (trimTo > Slot.None && (!orders.TryGetValue((to, trimTo), out var before) || ballot < before))
        {
            orders[(to, trimTo)] = ballot;
        }
    }

    /// <inheritdoc/>
    public override void RecordAsked(NodeId role, DurableRecord record)
    {
        switch (record)
        {
            case PromiseRecord promise:
                Raise(role, promise.Ballot);
                break;
            case VoteRecord vote:
                Raise(role, vote.Ballot);
                break;
            case TrimRecord trim when orders.TryGetValue((role, trim.TrimmedTo), out var ballot) && Promised(role) < ballot:
                throw Violation($"{role} forgets slots up to {trim.TrimmedTo} as {ballot} orders, and has promised {Promised(role)} only");
        }
    }

    /// <inheritdoc/>
    public override void Wiped(NodeId role) => promises.Remove(role);

    private Ballot Promised(NodeId role) => promises.GetValueOrDefault(role);

    private void Raise(NodeId role, Ballot ballot) => promises[role] = Ballot.Max(Promised(role), ballot);
}
