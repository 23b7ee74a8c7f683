using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

/// <summary>What a role asks its host to make durable, and gets back through <see cref="BaseNode.Recover"/> in its next life.</summary>
public abstract record DurableRecord;

/// <summary>Who this disk is and what it belongs to. The newest one counts; it is kept apart from the journal.</summary>
/// <param name="State">How far forming has come.</param>
/// <param name="Disk">The identity born with the disk; it never changes.</param>
/// <param name="Configuration">The recorded or active configuration; null while blank.</param>
public sealed record IdentityRecord(DiskState State, DiskId Disk, Configuration? Configuration) : DurableRecord;

/// <summary>An acceptor's promise to take part in no lower ballot (rule A1).</summary>
/// <param name="Ballot">The ballot promised.</param>
public sealed record PromiseRecord(Ballot Ballot) : DurableRecord;

/// <summary>An acceptor's vote; it is a promise of the same ballot as well.</summary>
/// <param name="Ballot">The ballot voted in.</param>
/// <param name="Slot">The slot.</param>
/// <param name="Batch">The batch voted for.</param>
/// <param name="ChosenTo">The highest watermark the acceptor had been told: true, if perhaps old.</param>
public sealed record VoteRecord(Ballot Ballot, Slot Slot, Batch Batch, Slot ChosenTo) : DurableRecord;

/// <summary>A batch known to be chosen: a learner's log entry, or what repaired an acceptor's damaged slot.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Batch">The batch chosen in it.</param>
public sealed record ChosenRecord(Slot Slot, Batch Batch) : DurableRecord;

/// <summary>
/// Records about slots up to here are no longer needed: of an acceptor, because durable snapshots hold them (rule T2); of a learner,
/// because an older snapshot of its own does. The host makes this durable first, apart from the journal, and then deletes whole segments.
/// </summary>
/// <param name="TrimmedTo">The last such slot.</param>
public sealed record TrimRecord(Slot TrimmedTo) : DurableRecord;

/// <summary>
/// What an acceptor was told of the other acceptors' disks (rule K1). The newest one counts; it is kept apart from the journal, and
/// nothing that is sent rests on it.
/// </summary>
/// <param name="Marks">One mark a disk.</param>
public sealed record MarksRecord(IReadOnlyList<DiskMark> Marks) : DurableRecord;

/// <summary>Only ever recovered: the newest group of records that the journal held at the start.</summary>
/// <param name="Stamp">Its number; 0 for none.</param>
public sealed record StampRecord(ulong Stamp) : DurableRecord;

/// <summary>
/// A learner has stopped because its state differs from another's (rule T4), and stays stopped in its next lives, until that one's disk
/// was replaced.
/// </summary>
/// <param name="Learner">The other one's name.</param>
/// <param name="Disk">The other one's disk.</param>
/// <param name="Reason">What differs, for people; empty when it is over.</param>
public sealed record DivergedRecord(string Learner, DiskId Disk, string Reason) : DurableRecord;

/// <summary>Only ever recovered: a durable snapshot. Its chunks follow, in order, then the log.</summary>
/// <param name="Manifest">The snapshot's manifest.</param>
public sealed record SnapshotRecord(SnapshotManifest Manifest) : DurableRecord;

/// <summary>Only ever recovered: the next chunk of the <see cref="SnapshotRecord"/> before it.</summary>
/// <param name="Chunk">Its bytes.</param>
public sealed record SnapshotChunkRecord(ReadOnlyMemory<byte> Chunk) : DurableRecord;

/// <summary>Only ever recovered: a snapshot that was found and could not be used.</summary>
/// <param name="Reason">Why, for people.</param>
public sealed record SnapshotRefusedRecord(string Reason) : DurableRecord;

/// <summary>
/// Only ever recovered, never asked for: a group of records was acknowledged once and is damaged now. Its slots must not be read
/// as "no vote"; its ballots still bind.
/// </summary>
/// <param name="Slots">The slots that its records may have been about; null when it held no votes.</param>
/// <param name="Highest">The highest ballot in it.</param>
public sealed record FaultyRecord(SlotRange? Slots, Ballot Highest) : DurableRecord;

/// <summary>
/// What the disk had promised is not known: it is damaged, or was put back to an older state. The acceptor never votes again. Kept apart
/// from the journal, so that every later start finds it.
/// </summary>
/// <param name="Reason">What was found, for people.</param>
public sealed record QuarantineRecord(string Reason) : DurableRecord;
