using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Disk;

/// <summary>
/// A role's durable state: its superblock and its journal, opened in the order that makes a crash at any point
/// harmless.
/// </summary>
internal sealed class NodeStorage
{
    private readonly SuperblockFile file;

    private NodeStorage(SuperblockFile file, Superblock superblock, Journal journal)
    {
        this.file = file;
        Superblock = superblock;
        Journal = journal;
    }

    /// <summary>The durable superblock.</summary>
    public Superblock Superblock { get; private set; }

    /// <summary>The open journal.</summary>
    public Journal Journal { get; }

    /// <summary>
    /// Opens the folder for <paramref name="identity"/>: finds or makes the superblock, opens the journal, counts the
    /// start.
    /// </summary>
    /// <param name="disk">The folder.</param>
    /// <param name="identity">Whose it must be.</param>
    /// <param name="options">The journal's options; salt and oldest group are taken from the superblock.</param>
    /// <param name="onGroup">Told every recovered group in order; worthless if the result is a quarantine.</param>
    /// <exception cref="DataFolderException">
    /// The folder is another node's, or of a later version of this program.
    /// </exception>
    /// <exception cref="DiskException">The disk fails, or a new folder finds no room: the process must end.</exception>
    public static StorageOpening Open(
        IDisk disk, StorageIdentity identity, JournalOptions options, Action<RecoveredGroup> onGroup)
    {
        var file = new SuperblockFile(disk);
        var reading = file.Read();
        if (reading is SuperblockReading.Missing && disk.List().Any(SegmentFile.IsSegment))
        {
            return new StorageOpening.Quarantined($"{disk.Path} has journal segments and no superblock.", null);
        }

        if (reading is SuperblockReading.Quarantined { Reason: var reason })
        {
            return new StorageOpening.Quarantined(reason, null);
        }

        var superblock = SuperblockOf(reading, file, disk, identity, options);
        if (superblock.Quarantine.Length > 0)
        {
            return new StorageOpening.Quarantined(superblock.Quarantine, superblock);
        }

        var opening = Journal.Open(
            disk, options with { FolderSalt = superblock.Salt, OldestSequence = superblock.OldestSequence }, onGroup);
        if (opening is not JournalOpening.Opened opened)
        {
            return new StorageOpening.Quarantined(((JournalOpening.Quarantined)opening).Reason, superblock);
        }

        var storage = new NodeStorage(file, superblock, opened.Journal);
        storage.Write(superblock with
        {
            BootCount = superblock.BootCount + 1,
            OldestSequence = Math.Max(1, superblock.OldestSequence),
        });
        return new StorageOpening.Opened(storage, opened);
    }

    /// <summary>Whether a record is kept apart from the journal, by <see cref="Keep"/>.</summary>
    public static bool IsApart(DurableRecord record) =>
        record is IdentityRecord or TrimRecord or MarksRecord or QuarantineRecord;

    /// <summary>Makes a record durable that is kept apart from the journal.</summary>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public void Keep(DurableRecord record)
    {
        switch (record)
        {
            case IdentityRecord identity:
                Write(Superblock with
                {
                    ClusterId = identity.Configuration?.ClusterId ?? 0,
                    DiskId = identity.Disk,
                    Identity = RecordCodec.Encode(identity),
                });
                break;
            case TrimRecord trim:
                Trim(trim.TrimmedTo);
                break;
            case MarksRecord marks:
                Write(Superblock with { Marks = RecordCodec.Encode(marks) });
                break;
            case QuarantineRecord { Reason: var reason }:
                Write(Superblock with { Quarantine = reason[..Math.Min(reason.Length, Superblock.QuarantineLengthMax)] });
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"A {record.GetType().Name} belongs into the journal.");
        }
    }

    /// <summary>What an acceptor's superblock and journal say besides their groups, to be recovered before these.</summary>
    /// <exception cref="EncodingException">The superblock holds something else there.</exception>
    public IEnumerable<DurableRecord> AcceptorRecords()
    {
        if (Superblock.TrimmedTo > 0)
        {
            // With what was trimmed comes what the deleted segments had promised.
            yield return new PromiseRecord(PromisedFloorOf(Superblock));
            yield return new TrimRecord(new Slot(Superblock.TrimmedTo));
        }

        if (!Superblock.Marks.IsEmpty)
        {
            yield return RecordCodec.Decode(Superblock.Marks);
        }

        yield return new StampRecord(Journal.LastDataSequence);
    }

    /// <summary>Replaces the superblock, durably.</summary>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public void Write(Superblock superblock)
    {
        Invariant.Check(
            superblock.DiskId == Superblock.DiskId,
            $"A1: disk {Superblock.DiskId} would become {superblock.DiskId}, which promised nothing");
        file.Write(superblock);
        Superblock = superblock;
    }

    /// <summary>
    /// Makes durable that nothing about slots up to <paramref name="trimmedTo"/> is needed any more, and only then deletes the segments
    /// that hold nothing else (rule T2).
    /// </summary>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public void Trim(Slot trimmedTo)
    {
        if (trimmedTo.Number <= Superblock.TrimmedTo)
        {
            return;
        }

        var plan = Journal.PlanDrop(trimmedTo);
        var floor = Ballot.Max(PromisedFloorOf(Superblock), plan.HighestBallot);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.SegmentsDeletedFirst))
        {
            Journal.Drop(plan);
            plan = plan with { Count = 0 };
        }
#endif
        Write(Superblock with
        {
            TrimmedTo = trimmedTo.Number,
            PromisedFloor = RecordCodec.Encode(new PromiseRecord(floor)),
            OldestSequence = plan.OldestSequence,
        });
        Journal.Drop(plan);
    }

    /// <summary>The ballot that segments deleted earlier had promised at most.</summary>
    /// <exception cref="EncodingException">The superblock holds something else there.</exception>
    public static Ballot PromisedFloorOf(Superblock superblock) =>
        superblock.PromisedFloor.IsEmpty ? Ballot.Zero : ((PromiseRecord)RecordCodec.Decode(superblock.PromisedFloor)).Ballot;

    private static Superblock SuperblockOf(
        SuperblockReading reading, SuperblockFile file, IDisk disk, StorageIdentity identity, JournalOptions options)
    {
        switch (reading)
        {
            case SuperblockReading.Found { Superblock: var found }:
                CheckOwner(found, disk.Path, identity);
                return found;
            case SuperblockReading.NewerFormat { FormatVersion: var version }:
                throw new DataFolderException(
                    $"The data folder {disk.Path} has format version {version}. "
                    + $"This program knows versions up to {SuperblockFile.FormatVersion}.");
            default:
                var created = new Superblock
                {
                    NodeName = identity.NodeName,
                    RoleName = identity.RoleName,
                    DiskId = new DiskId(options.NextRandom(), options.NextRandom()),
                    Salt = options.NextRandom(),
                };
                file.Create(created);
                return created;
        }
    }

    private static void CheckOwner(Superblock found, string path, StorageIdentity identity)
    {
        if (found.NodeName != identity.NodeName)
        {
            throw new DataFolderException(
                $"The data folder {path} belongs to {found.NodeName}. This node is {identity.NodeName}.");
        }

        if (found.RoleName != identity.RoleName)
        {
            throw new DataFolderException(
                $"The data folder {path} belongs to the {found.RoleName} {found.NodeName}. "
                + $"This role is {identity.RoleName}.");
        }
    }
}
