using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>
/// The gate of a role whose disk cannot be trusted: nothing becomes durable any more, so nothing that rests on records ever leaves
/// (rule D1). What promises nothing, gossip above all, still does.
/// </summary>
internal sealed class QuarantineGate : IEffectGate
{
    /// <inheritdoc/>
    public bool HasRoom => true;

    /// <inheritdoc/>
    public void Pass(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable)
    {
    }
}
