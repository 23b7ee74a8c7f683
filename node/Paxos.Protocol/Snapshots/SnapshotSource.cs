using Paxos.Protocol.Store;

namespace Paxos.Protocol.Snapshots;

/// <summary>The replicated state after one slot, in a form that never changes, so that writing it may take its time.</summary>
/// <param name="Configuration">The configuration in force after <paramref name="Slot"/>.</param>
/// <param name="Slot">The last slot applied.</param>
/// <param name="ChainHash">The hash of all batches up to there.</param>
/// <param name="Growth">As in <see cref="SnapshotPoints.Growth"/>, up to there.</param>
/// <param name="ClusterTime">Cluster time there, in milliseconds.</param>
/// <param name="Store">The store.</param>
/// <param name="Sessions">The sessions, frozen.</param>
internal sealed record SnapshotSource(
    Configuration Configuration,
    Slot Slot,
    PrefixHash ChainHash,
    long Growth,
    long ClusterTime,
    StoreView Store,
    IEnumerable<SessionSnapshot> Sessions);
