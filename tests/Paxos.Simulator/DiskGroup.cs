using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Simulator;

/// <summary>Records that become durable together, and the messages that wait for them.</summary>
internal sealed class DiskGroup
{
    /// <summary>The encoded records, in order.</summary>
    public List<byte[]> Records { get; } = [];

    /// <summary>Leave when the group is durable.</summary>
    public List<Envelope> Waiting { get; } = [];

    /// <summary>Whether it was damaged after it had been acknowledged.</summary>
    public bool IsFaulty { get; set; }

    /// <summary>The records as they are read back.</summary>
    public IReadOnlyList<DurableRecord> Decode() => [.. Records.Select(record => RecordCodec.Decode(record))];
}
