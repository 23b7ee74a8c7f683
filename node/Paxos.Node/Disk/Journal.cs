using System.IO.Hashing;
using Paxos.Protocol;

namespace Paxos.Node.Disk;

/// <summary>
/// An append-only log of groups of records in preallocated segments. One append is one write and one fdatasync; what
/// an append returned for is found again, or known to be damaged, after any crash. The format and the rules of
/// recovery are in FORMAT.md.
/// </summary>
/// <remarks>
/// For one thread. After a <see cref="DiskException"/> it must not be used again: what is on disk is then not known.
/// </remarks>
internal sealed class Journal : IDisposable
{
    private const int KeptBufferBytes = 4 * 1024 * 1024;

    private readonly IDisk disk;
    private readonly JournalOptions options;
    private readonly SegmentPreparer preparer;
    private readonly List<SegmentContent> segments = [];
    private ChainPosition chain;
    private TailSegment? tail;
    private byte[] buffer = [];
    private bool isUnusable;

    private Journal(IDisk disk, JournalOptions options, SegmentPreparer preparer, ChainPosition chain)
    {
        this.disk = disk;
        this.options = options;
        this.preparer = preparer;
        this.chain = chain;
    }

    /// <summary>The number of the last group written or found, seals included; 0 for none.</summary>
    public ulong LastSequence => chain.Sequence;

    /// <summary>The number of the last group of records written or found, whole or damaged; seals do not count. 0 for none.</summary>
    public ulong LastDataSequence { get; private set; }

    /// <summary>Bytes of all segments in use.</summary>
    public long Bytes => segments.Sum(segment => segment.Bytes);

    /// <summary>Segments in use.</summary>
    public int Segments => segments.Count;

    /// <summary>
    /// The most bytes of records, <see cref="GroupBody.RecordOverhead"/> each included, that a group can hold.
    /// </summary>
    public int BodyBytesMax => (int)Blocks.RoundDown(options.GroupBytesMax) - GroupHeader.Size;

    /// <summary>Whether there is room to grow.</summary>
    public SpaceState Space =>
        preparer.NoSpace is not null && preparer.Ready < SegmentsWanted ? SpaceState.NoSpace : SpaceState.Enough;

    /// <summary>Whether <see cref="PrepareStep"/> has something to do that is not known to be in vain.</summary>
    public bool IsPreparationDue =>
        preparer.Ready < SegmentsWanted && (preparer.NoSpace is null || preparer.IsUnderWay);

    /// <summary>
    /// Whether the last group is not followed by anything that would tell rot in it from a torn write.
    /// </summary>
    public bool WantsSeal => options.SyncEachGroup && !chain.IsSealed;

    /// <summary>
    /// The spare, and the next segment from the middle of this one on, or when the largest group would need it.
    /// </summary>
    private int SegmentsWanted =>
        options.SpareSegments + (tail!.End >= tail.Length / 2 || !tail.Fits(options.GroupBytesMax) ? 1 : 0);

    /// <summary>Finds what the journal holds, makes it durable and ready for appending.</summary>
    /// <param name="disk">
    /// The folder; the files <c>segment-*</c>, <c>prepared-*</c>, <c>preparing</c> and <c>rewriting</c> in it.
    /// </param>
    /// <param name="options">The journal's options.</param>
    /// <param name="onGroup">
    /// Told every group in order, before this returns; worthless if the journal is quarantined.
    /// </param>
    /// <exception cref="DiskException">The disk fails, or a new journal finds no room.</exception>
    public static JournalOpening Open(IDisk disk, JournalOptions options, Action<RecoveredGroup> onGroup)
    {
        options.Validate();

        // What went with deleted segments counts too: the oldest one that is left may hold no group of records yet.
        var lastData = options.OldestSequence == 0 ? 0 : options.OldestSequence - 1;
        var scan = new JournalScanner(disk, options, Watch).Scan();
        if (scan.Quarantine is { } reason)
        {
            return new JournalOpening.Quarantined(reason);
        }

        for (var index = scan.Dropped.Count - 1; index >= 0; index--)
        {
            disk.Delete(scan.Dropped[index]);
        }

        var preparer = new SegmentPreparer(disk, options);
        var journal = new Journal(disk, options, preparer, scan.Chain) { LastDataSequence = lastData };
        journal.Start(scan);
        return new JournalOpening.Opened(journal, scan.Groups, scan.Faulty, scan.TornBytes);

        void Watch(RecoveredGroup group)
        {
            lastData = group is RecoveredGroup.Intact { Records.Count: 0 } ? lastData : Math.Max(lastData, group.Sequence);
            onGroup(group);
        }
    }

    /// <summary>
    /// Writes the records as one group. When it returns <see cref="AppendResult.Written"/> the group is on disk (unless
    /// <see cref="JournalOptions.SyncEachGroup"/> is off).
    /// </summary>
    /// <param name="records">At least one, at most <see cref="BodyBytesMax"/> together.</param>
    /// <param name="summary">What the next header shall tell of them.</param>
    /// <param name="essential">Whether the group may use the spare segment when the disk is full.</param>
    /// <exception cref="ArgumentException">There is no record, or the group is too large.</exception>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public AppendResult Append(IReadOnlyList<ReadOnlyMemory<byte>> records, GroupSummary summary, bool essential)
    {
        var bodyLength = GroupBody.Length(records);
        if (records.Count == 0 || bodyLength > BodyBytesMax)
        {
            throw new ArgumentException(
                $"A group must have from 1 to {BodyBytesMax} bytes. It has {bodyLength} in {records.Count} records.",
                nameof(records));
        }

        EnterWriting();
        var groupBytes = Blocks.RoundUp(GroupHeader.Size + (int)bodyLength);
        if (!MakeRoom(groupBytes, essential))
        {
            isUnusable = false;
            return AppendResult.NoSpace;
        }

        var block = BufferOf(groupBytes);
        var body = block.Slice(GroupHeader.Size, (int)bodyLength);
        GroupBody.Join(records, body);
        var header = new GroupHeader(
            IsSeal: false,
            tail!.Salt,
            chain.Sequence + 1,
            chain.Hash,
            chain.Summary,
            summary,
            (int)bodyLength,
            records.Count,
            XxHash128.HashToUInt128(body));
        Write(header, block);
        LastDataSequence = header.Sequence;
        segments[^1] = segments[^1] with { Summary = segments[^1].Summary.Union(summary) };
        isUnusable = false;
        return AppendResult.Written;
    }

    /// <summary>
    /// What may go when nothing about the slots up to <paramref name="trimmedTo"/> is needed any more: whole segments from the oldest on,
    /// never the last one.
    /// </summary>
    public SegmentDrop PlanDrop(Slot trimmedTo)
    {
        var droppable = segments.SkipLast(1)
            .TakeWhile(segment => segment.Summary.Slots is not { } slots || slots.Last <= trimmedTo)
            .ToList();
        var highest = droppable.Aggregate(Ballot.Zero, (ballot, segment) => Ballot.Max(ballot, segment.Summary.MaxBallot));
        return new SegmentDrop(droppable.Count, segments[droppable.Count].FirstSequence, highest);
    }

    /// <summary>
    /// Deletes the segments of a plan, the oldest first. The superblock must say so by then (<see cref="Superblock.OldestSequence"/>,
    /// <see cref="Superblock.TrimmedTo"/>, <see cref="Superblock.PromisedFloor"/>): a crash leaves a shorter or longer row of files, and
    /// both are right.
    /// </summary>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public void Drop(SegmentDrop plan)
    {
        EnterWriting();
        foreach (var segment in segments.Take(plan.Count))
        {
            disk.Delete(segment.Name);
        }

        if (plan.Count > 0)
        {
            segments.RemoveRange(0, plan.Count);
            disk.SyncFolder();
        }

        isUnusable = false;
    }

    /// <summary>
    /// Writes a seal, if the last group has none: an empty group, so that rot in the group before it is told from a
    /// torn write. Does nothing when there is no room, for a seal protects against two faults at once only.
    /// </summary>
    /// <exception cref="DiskException">The disk fails: the process must end.</exception>
    public void AppendSeal()
    {
        EnterWriting();

        // Asked twice: a new segment, when there was no room in this one, is as good as a seal.
        if (WantsSeal && MakeRoom(Blocks.Size, essential: false) && WantsSeal)
        {
            Write(GroupHeader.Seal(tail!.Salt, chain), BufferOf(Blocks.Size));
        }

        isUnusable = false;
    }

    /// <summary>
    /// Does one bounded step of preparing the next segment, or tries again after the disk was full; the result shows in
    /// <see cref="Space"/>. To be called between groups while <see cref="IsPreparationDue"/>, and now and then while
    /// there is no space.
    /// </summary>
    /// <exception cref="DiskException">The disk fails otherwise: the process must end.</exception>
    public void PrepareStep()
    {
        EnterWriting();
        if (preparer.Ready < SegmentsWanted)
        {
            preparer.Step();
        }

        isUnusable = false;
    }

    /// <summary>Closes the files; writes nothing.</summary>
    public void Dispose()
    {
        tail?.Dispose();
        preparer.Dispose();
    }

    private void Start(JournalScan scan)
    {
        EnterWriting();
        segments.AddRange(scan.Contents);
        if (scan.Segments.Count == 0)
        {
            Prepare(1);
            if (preparer.Ready == 0)
            {
                throw preparer.NoSpace!;
            }

            StartSegment();
        }
        else
        {
            var tailEnd = scan.TailEnd;
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.TailNotRewritten))
            {
                Use(TailSegment.Open(disk, scan.Segments[^1], tailEnd));
                isUnusable = false;
                return;
            }
#endif
            if (options.SyncEachGroup)
            {
                (tailEnd, chain) = new TailRewriter(disk, preparer).Rewrite(scan);
            }

            Use(TailSegment.Open(disk, scan.Segments[^1], tailEnd));
        }

        Prepare(options.SpareSegments);
        isUnusable = false;
    }

    /// <summary>
    /// Whether the group may be written, in a new segment if need be. An ordinary group must leave a whole prepared
    /// segment behind, so that promises stay possible on a disk that is full.
    /// </summary>
    private bool MakeRoom(int groupBytes, bool essential)
    {
        var fits = tail!.Fits(groupBytes);
        var needed = (essential ? 0 : options.SpareSegments) + (fits ? 0 : 1);
        Prepare(needed);
        if (preparer.Ready < needed)
        {
            return false;
        }

        if (!fits)
        {
            StartSegment();
        }

        return true;
    }

    /// <summary>
    /// Prepares segments at once until there are <paramref name="count"/>, unless the disk is known to be full.
    /// </summary>
    private void Prepare(int count)
    {
        while (preparer.Ready < count && preparer.NoSpace is null)
        {
            preparer.Step();
        }
    }

    private void StartSegment()
    {
        Use(TailSegment.Start(disk, options, preparer.Take(), chain));
        var first = chain.Sequence + 1;
        segments.Add(new SegmentContent(SegmentFile.NameOf(first), first, tail!.Length, GroupSummary.None));
        chain = chain with { IsSealed = true };
    }

    private void Use(TailSegment segment)
    {
        tail?.Dispose();
        tail = segment;
    }

    private void Write(GroupHeader header, Span<byte> block)
    {
        var written = header.Encode(block);
        tail!.Append(block, options.SyncEachGroup);
        chain = new ChainPosition(written.Sequence, written.Hash, written.Own, written.IsSeal);
        if (buffer.Length > KeptBufferBytes)
        {
            buffer = [];
        }
    }

    private Span<byte> BufferOf(int length)
    {
        if (buffer.Length < length)
        {
            buffer = new byte[length];
        }

        var block = buffer.AsSpan(0, length);
        block.Clear();
        return block;
    }

    /// <summary>Unusable until the caller has come through: an exception leaves it so.</summary>
    private void EnterWriting()
    {
        Invariant.Check(!isUnusable, $"D1: the journal in {disk.Path} failed before, and is written again");
        isUnusable = true;
    }
}
