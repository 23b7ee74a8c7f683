using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Timings and sizes of agreement, named, ranged and defaulted as the node's own settings.</summary>
public sealed record ConsensusSpec
{
    /// <summary>The leader's sign of life.</summary>
    [Field(
        "How often a leader shows that it lives; lower notices its end sooner and costs more messages.",
        Unit = "milliseconds",
        Minimum = 10,
        Maximum = 1_000)]
    [NodeSetting("heartbeat-milliseconds")]
    public int HeartbeatMilliseconds { get; init; } = 100;

    /// <summary>The shortest silence before an election.</summary>
    [Field(
        "The shortest silence of a leader before another campaigns; at least four heartbeats.",
        Unit = "milliseconds",
        Minimum = 40,
        Maximum = 60_000)]
    [NodeSetting("election-minimum-milliseconds")]
    public int ElectionMinimumMilliseconds { get; init; } = 500;

    /// <summary>The longest silence before an election.</summary>
    [Field(
        "The longest such silence; above the shortest, so that two proposers seldom campaign together.",
        Unit = "milliseconds",
        Minimum = 41,
        Maximum = 120_000)]
    [NodeSetting("election-maximum-milliseconds")]
    public int ElectionMaximumMilliseconds { get; init; } = 1_000;

    /// <summary>The size of a journal's files.</summary>
    [Field(
        "The size of one file of a disk's journal; one more of this size is kept in reserve.",
        Unit = "MiB",
        Minimum = 4,
        Maximum = 1_024)]
    [NodeSetting("journal-segment-mebibytes")]
    public int JournalSegmentMebibytes { get; init; } = 64;

    /// <summary>The log between snapshots.</summary>
    [Field(
        "How much log may follow a learner's snapshot before the next.",
        Unit = "MiB",
        Minimum = 1,
        Maximum = 4_096)]
    [NodeSetting("snapshot-mebibytes")]
    public int SnapshotMebibytes { get; init; } = 64;

    /// <summary>How many learners must hold what acceptors forget.</summary>
    [Field(
        "How many learners must hold something in a durable snapshot before acceptors forget it; 2 where it is not given, and 1 where "
            + "there is one learner.",
        Minimum = 1,
        Maximum = 8)]
    [NodeSetting("trim-copies")]
    public int? TrimCopies { get; init; }
}
