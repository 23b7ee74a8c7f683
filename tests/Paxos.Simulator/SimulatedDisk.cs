using Paxos.Node.Disk;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Simulator.Disks;

namespace Paxos.Simulator;

/// <summary>
/// A role's data folder, which outlives its processes: the real superblock and journal on a simulated disk. Messages wait for the
/// newest records handed over before them (rule D1).
/// </summary>
internal sealed class SimulatedDisk(NodeId role, World world, bool isLazy)
{
    // Small, so that segments are often changed; a group must hold the largest record, a batch of one large value.
    private const int SegmentBytesLeast = 64 * 1024;

    private SimulatedJournal? journal;
    private BlockDisk? kept;
    private (BlockDisk Blocks, DiskId Disk, DiskState? State)? spare;
    private ulong toldGroup;

    /// <summary>Whose it is.</summary>
    public NodeId Role => role;

    /// <summary>Whether its journal is not synced.</summary>
    public bool IsLazy => isLazy;

    /// <summary>The disk itself.</summary>
    public BlockDisk Blocks { get; private set; } = NewBlocks(role, world);

    /// <summary>The identity of the disk; none on one that was never opened.</summary>
    public DiskId Disk { get; private set; }

    /// <summary>Whether faults have damaged it; if not, nothing on it may be found damaged.</summary>
    public bool IsDamaged { get; set; }

    /// <summary>The state of forming that is durable; null on an empty disk.</summary>
    public DiskState? DurableState { get; private set; }

    /// <summary>What an acceptor was told of the other acceptors' disks, as far as it is durable.</summary>
    public IReadOnlyList<DiskMark> DurableMarks { get; private set; } = [];

    /// <summary>Whether a copy of it is kept.</summary>
    public bool HasCopy => kept is not null;

    /// <summary>Whether it came back with an older state of itself.</summary>
    public bool IsPutBack { get; private set; }

    /// <summary>The newest durable group of records that the role was not told of yet; null when there is none.</summary>
    public ulong? UntoldGroup
    {
        get
        {
            var isNews = journal is { } open && open.DurableDataSequence > toldGroup;
            toldGroup = isNews ? journal!.DurableDataSequence : toldGroup;
            return isNews ? toldGroup : null;
        }
    }

    /// <summary>Why the last start could not trust it; null when it could.</summary>
    public string? Quarantine { get; private set; }

    /// <summary>Opens it for a new life.</summary>
    /// <param name="snapshot">A learner's newest snapshot, which comes before what is in the journal.</param>
    /// <returns>What the role gets back, in order.</returns>
    /// <exception cref="DiskException">The disk fails: the process cannot start.</exception>
    /// <exception cref="ProcessDiedException">The process dies while it starts.</exception>
    public IReadOnlyList<DurableRecord> Open(IReadOnlyList<DurableRecord> snapshot)
    {
        var options = new JournalOptions
        {
            SegmentBytes = world.SegmentBytes,
            GroupBytesMax = (int)world.SegmentBytes / 2,
            PrepareStepBytes = SegmentBytesLeast / 2,
            SyncEachGroup = !isLazy,
            NextRandom = world.Random.NextBits,
        };
        var groups = new List<RecoveredGroup>();
        var opening = NodeStorage.Open(Blocks, new StorageIdentity(role.Name, $"{role.Role}"), options, groups.Add);
        if (opening is not StorageOpening.Opened opened)
        {
            var quarantined = (StorageOpening.Quarantined)opening;
            if (!IsPutBack)
            {
                RequireDamage(quarantined.Reason);
            }

            Quarantine = quarantined.Reason;
            world.Counters.Quarantines++;
            world.Checkers.Wiped(role);
            return [.. Identity(quarantined.Superblock), new QuarantineRecord(quarantined.Reason)];
        }

        Quarantine = null;
        toldGroup = 0;
        Disk = opened.Storage.Superblock.DiskId;
        world.Counters.FaultyGroups += opened.Recovered.Faulty.Count;
        if (opened.Recovered.Faulty.Count > 0)
        {
            RequireDamage($"group {opened.Recovered.Faulty[0].Sequence} is damaged");
        }

        world.Counters.TornTails += opened.Recovered.TornBytes > 0 ? 1 : 0;
        journal = new SimulatedJournal(this, world, opened.Storage);
        var identity = Identity(opened.Storage.Superblock);
        var records = new List<DurableRecord>(isLazy ? Trimmed(opened.Storage.Superblock) : opened.Storage.AcceptorRecords());
        foreach (var group in groups)
        {
            records.AddRange(group switch
            {
                RecoveredGroup.Intact intact => intact.Records.Select(RecordCodec.Decode),
                _ => [new FaultyRecord(group.Summary.Slots, group.Summary.MaxBallot)],
            });
        }

        if (isLazy || Blocks.IsClean)
        {
            ReportDurable([.. identity, .. records.Where(record => record is not (FaultyRecord or StampRecord))]);
        }

        return [.. identity, .. snapshot, .. records];
    }

    /// <summary>Takes a step's records and the messages that wait for them; of a disk that is not trusted nothing leaves.</summary>
    public void Append(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable) =>
        journal?.Append(records, afterDurable);

    /// <summary>The process dies, and the power with it or not.</summary>
    public void Crash(bool isPowerLost)
    {
        journal?.Die();
        journal = null;
        if (isPowerLost)
        {
            Blocks.LosePower();
        }
        else if (isLazy && world.Random.Chance(0.5))
        {
            Blocks.WriteBack();
        }
    }

    /// <summary>A copy of what is on the disk now is kept, as by a snapshot of its volume.</summary>
    public void KeepCopy() => kept = Blocks.Copy(new Prng(world.Random.NextBits()));

    /// <summary>
    /// The disk comes back as it was when the copy was kept: if there is one, and it is older than what <paramref name="told"/> says.
    /// </summary>
    /// <param name="told">A group that the copy must not hold.</param>
    public bool TryPutBack(ulong told)
    {
        Invariant.Check(journal is null, $"S5: {role} runs and its disk is put back");
        if (kept is null || JournalMap.NewestGroup(kept) >= told)
        {
            return false;
        }

        (Blocks, kept) = (kept, null);
        IsPutBack = true;
        return true;
    }

    /// <summary>While forming: another data folder takes its place, empty the first time. The next exchange brings this one back.</summary>
    public void Exchange()
    {
        Invariant.Check(journal is null && DurableState != DiskState.Active, $"S6: {role} runs or is active and gets another disk");
        var other = spare ?? (NewBlocks(role, world), DiskId.None, null);
        spare = (Blocks, Disk, DurableState);
        (Blocks, Disk, DurableState) = other;
    }

    /// <summary>The disk is replaced by an empty one.</summary>
    public void Wipe()
    {
        Invariant.Check(journal is null, $"S4: {role} runs and loses its disk");
        spare = null;
        Blocks = NewBlocks(role, world);
        DurableState = null;
        Disk = DiskId.None;
        Quarantine = null;
        IsDamaged = false;
        DurableMarks = [];
        kept = null;
    }

    /// <summary>The time that the next call to the disk takes.</summary>
    public long DrawMilliseconds() => world.Faults.DrawSyncMilliseconds(world.Random);

    /// <summary>These records are on the disk.</summary>
    public void ReportDurable(IReadOnlyList<DurableRecord> records)
    {
        foreach (var record in records)
        {
            DurableState = record is IdentityRecord identity ? identity.State : DurableState;
            DurableMarks = record is MarksRecord written ? written.Marks : DurableMarks;
            world.Checkers.RecordDurable(role, Disk, record);
        }

        world.Note(TraceKind.Sync, role, default, [], records);
    }

    private void RequireDamage(string found)
    {
        if (!IsDamaged)
        {
            throw new ViolationException("recovery", $"{role} finds damage on a disk that nothing has damaged: {found}");
        }
    }

    private static BlockDisk NewBlocks(NodeId role, World world) => new(role.ToString())
    {
        Random = new Prng(world.Random.NextBits()),
        SyncFailures = () => world.Faults.SyncFailure,
    };

    private static IReadOnlyList<DurableRecord> Trimmed(Superblock superblock) =>
        superblock.TrimmedTo == 0 ? [] : [new TrimRecord(new Slot(superblock.TrimmedTo))];

    private static IReadOnlyList<DurableRecord> Identity(Superblock? superblock) =>
        superblock is { Identity.IsEmpty: false } ? [RecordCodec.Decode(superblock.Identity)] : [];
}
