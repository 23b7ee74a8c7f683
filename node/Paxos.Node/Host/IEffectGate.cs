using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>What a role's records and the messages that rest on them go through.</summary>
internal interface IEffectGate
{
    /// <summary>False while so much waits for the disk that the role should be given no more work.</summary>
    public bool HasRoom { get; }

    /// <summary>Takes a step's records and the messages that wait for them.</summary>
    public void Pass(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable);
}
