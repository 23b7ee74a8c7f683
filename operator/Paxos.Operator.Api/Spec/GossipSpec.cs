using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Timings of gossip, named, ranged and defaulted as the node's own settings.</summary>
public sealed record GossipSpec
{
    /// <summary>How often.</summary>
    [Field(
        "From one probe to the next; lower finds the dead sooner and costs more messages.",
        Unit = "milliseconds",
        Minimum = 50,
        Maximum = 10_000)]
    [NodeSetting("gossip-probe-interval-milliseconds")]
    public int ProbeIntervalMilliseconds { get; init; } = 500;

    /// <summary>How long an answer may take.</summary>
    [Field(
        "How long a probed node may take to answer before others are asked to try; below the probe interval.",
        Unit = "milliseconds",
        Minimum = 10,
        Maximum = 5_000)]
    [NodeSetting("gossip-ack-timeout-milliseconds")]
    public int AckTimeoutMilliseconds { get; init; } = 200;

    /// <summary>How many others try.</summary>
    [Field("How many other nodes are asked to try one that did not answer.", Minimum = 0, Maximum = 16)]
    [NodeSetting("gossip-indirect-probes")]
    public int IndirectProbes { get; init; } = 2;

    /// <summary>How long a suspect has.</summary>
    [Field("Scales how long a suspected node has to object, in probe intervals.", Minimum = 1, Maximum = 20)]
    [NodeSetting("gossip-suspicion-multiplier")]
    public int SuspicionMultiplier { get; init; } = 4;
}
