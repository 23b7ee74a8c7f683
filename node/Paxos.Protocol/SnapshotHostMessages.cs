using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

// Between a learner and the process around it: snapshots are files, and files are the host's. A writing is one attempt at one file,
// made here or fetched; at most one is under way. It counts only once SnapshotWritten has come.

/// <summary>Begins a file, in place of one that was begun and not sealed.</summary>
/// <param name="Writing">Names this attempt, unique in this life.</param>
/// <param name="Slot">The last slot in the snapshot.</param>
/// <param name="ChunkBytes">Bytes of every chunk but the last.</param>
public sealed record SnapshotToBegin(ulong Writing, Slot Slot, int ChunkBytes) : Message;

/// <summary>Writes one chunk at its place; answered by <see cref="SnapshotChunkWritten"/>.</summary>
/// <param name="Writing">The attempt.</param>
/// <param name="Index">Which chunk.</param>
/// <param name="Chunk">Its bytes.</param>
public sealed record SnapshotChunkToWrite(ulong Writing, int Index, ReadOnlyMemory<byte> Chunk) : Message;

/// <summary>
/// Every chunk was handed over: make the file durable, then name it, then make the name durable. Older snapshots than the last
/// <see cref="ProtocolOptions.SnapshotsKept"/> may go then. Answered by <see cref="SnapshotWritten"/>.
/// </summary>
/// <param name="Writing">The attempt.</param>
/// <param name="Manifest">What goes behind the chunks.</param>
public sealed record SnapshotToSeal(ulong Writing, SnapshotManifest Manifest) : Message;

/// <summary>Gives an attempt up.</summary>
/// <param name="Writing">The attempt.</param>
public sealed record SnapshotToDrop(ulong Writing) : Message;

/// <summary>Reads one chunk for another learner; answered by <see cref="SnapshotChunkRead"/>.</summary>
/// <param name="Asker">Who wants it.</param>
/// <param name="Snapshot">Which snapshot.</param>
/// <param name="Index">Which chunk.</param>
public sealed record SnapshotChunkToRead(NodeId Asker, SnapshotId Snapshot, int Index) : Message;

/// <summary>A chunk was written; not yet durable.</summary>
/// <param name="Writing">The attempt.</param>
/// <param name="Index">Which chunk.</param>
public sealed record SnapshotChunkWritten(ulong Writing, int Index) : Message;

/// <summary>The snapshot is durable under its name, after the last sync of its folder.</summary>
/// <param name="Writing">The attempt.</param>
public sealed record SnapshotWritten(ulong Writing) : Message;

/// <summary>There was no room; what was written of it is gone, and earlier snapshots stay.</summary>
/// <param name="Writing">The attempt.</param>
/// <param name="Reason">For people.</param>
public sealed record SnapshotWriteFailed(ulong Writing, string Reason) : Message;

/// <summary>Answers <see cref="SnapshotChunkToRead"/>.</summary>
/// <param name="Asker">The question's.</param>
/// <param name="Snapshot">The question's.</param>
/// <param name="Index">The question's.</param>
/// <param name="Chunk">Its bytes; empty where there is no such chunk, or it cannot be read.</param>
public sealed record SnapshotChunkRead(NodeId Asker, SnapshotId Snapshot, int Index, ReadOnlyMemory<byte> Chunk) : Message;
