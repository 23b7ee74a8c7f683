using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

/// <summary>The leader asks a learner what it holds durably in a snapshot.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="Mark">Grows with every question: an answer is dated by it, so that a late one is known to be old.</param>
public sealed record SnapshotAsk(Ballot Ballot, ulong Mark) : Message;

/// <summary>A learner's own word of its newest durable snapshot, to the leader that asked; what trimming rests on (rule T1).</summary>
/// <param name="Ballot">The question's.</param>
/// <param name="Mark">The question's.</param>
/// <param name="Learner">Its disk.</param>
/// <param name="Slot">The last slot in the snapshot; <see cref="Slot.None"/> without one.</param>
/// <param name="Hash">The hash of all batches up to there.</param>
/// <param name="IsBehind">Whether it cannot make its next snapshot in time: for want of room, or because it misses slots itself.</param>
public sealed record SnapshotTold(
    Ballot Ballot, ulong Mark, DiskId Learner, Slot Slot, PrefixHash Hash, bool IsBehind) : Message;

/// <summary>A learner tells the others what it holds, to be compared with their own (rule T4).</summary>
/// <param name="Learner">Its disk.</param>
/// <param name="AppliedTo">The last slot applied.</param>
/// <param name="Hash">The hash of all batches up to there.</param>
/// <param name="Format">The format version of its snapshots: the hashes of different formats are not compared.</param>
/// <param name="Snapshot">The newest snapshot that it made itself; of slot 0 when it made none.</param>
public sealed record StateTold(DiskId Learner, Slot AppliedTo, PrefixHash Hash, uint Format, SnapshotId Snapshot) : Message;

/// <summary>A learner that misses slots which were trimmed asks the others for a snapshot above what it has.</summary>
/// <param name="Above">The last slot that it has applied.</param>
public sealed record OfferAsk(Slot Above) : Message;

/// <summary>A durable snapshot that chunks can be asked of.</summary>
/// <param name="Manifest">The encoded <see cref="SnapshotManifest"/>.</param>
public sealed record Offered(ReadOnlyMemory<byte> Manifest) : Message;

/// <summary>Asks for one chunk of a snapshot.</summary>
/// <param name="Snapshot">Which snapshot.</param>
/// <param name="Index">Which chunk, from 0.</param>
public sealed record ChunkAsk(SnapshotId Snapshot, int Index) : Message;

/// <summary>One chunk.</summary>
/// <param name="Snapshot">The question's.</param>
/// <param name="Index">The question's.</param>
/// <param name="Chunk">Its bytes; empty where they are no longer held, or can no longer be read.</param>
public sealed record ChunkTold(SnapshotId Snapshot, int Index, ReadOnlyMemory<byte> Chunk) : Message;
