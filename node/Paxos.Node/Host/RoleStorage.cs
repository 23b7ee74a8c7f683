using Paxos.Node.Disk;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Host;

/// <summary>
/// One role's disk: its folder, superblock and journal behind <see cref="IJournalQueue"/>. What is kept apart
/// goes into the superblock, all else into the journal; the journal's thread writes both, in the order in which they were handed over.
/// </summary>
internal sealed class RoleStorage : IJournalQueue, IDisposable
{
    private readonly DataFolder folder;
    private readonly NodeStorage storage;
    private readonly JournalThread thread;
    private readonly int groupBytesMax;

    // What the thread did not take because too much waits. Short: a role without room is given no work, only its timers may write.
    private readonly Queue<JournalSubmission> overflow = [];
    private readonly Lock gate = new();

    private RoleStorage(DataFolder folder, NodeStorage storage, TimeProvider timeProvider, Action<DiskException> fatal)
    {
        this.folder = folder;
        this.storage = storage;
        groupBytesMax = storage.Journal.BodyBytesMax;
        thread = new JournalThread(storage.Journal, new JournalThreadOptions(), timeProvider, fatal);
    }

    /// <summary>The identity born with the disk.</summary>
    public DiskId Disk => storage.Superblock.DiskId;

    /// <summary>The folder's files.</summary>
    public IDisk Files => folder.Disk;

    /// <summary>What writes a learner's snapshots; null for others. It starts and stops with the journal's thread.</summary>
    public SnapshotThread? Snapshots { get; set; }

    /// <summary>How the journal is doing.</summary>
    public JournalFigures Figures => thread.Figures;

    /// <inheritdoc/>
    public bool HasRoom => thread.HasRoom && overflow.Count == 0;

    /// <summary>Opens a role's folder and tells what an earlier life left in it.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="identity">Whose it must be.</param>
    /// <param name="segmentBytes">Bytes of one file of the journal.</param>
    /// <param name="isSynced">False for a log that can be fetched again from others.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="fatal">Called when the disk fails; ends the process.</param>
    /// <exception cref="DataFolderException">The folder is another's, open elsewhere, or of a later version.</exception>
    /// <exception cref="DiskException">The disk fails.</exception>
    public static RoleOpening Open(
        string path,
        StorageIdentity identity,
        long segmentBytes,
        bool isSynced,
        TimeProvider timeProvider,
        Action<DiskException> fatal)
    {
        var options = new JournalOptions { SegmentBytes = segmentBytes, SyncEachGroup = isSynced, NextRandom = RandomSeeds.Next };
        options = options with { GroupBytesMax = (int)Math.Min(options.GroupBytesMax, segmentBytes / 2) };
        var folder = DataFolder.Open(path);
        try
        {
            var groups = new List<RecoveredGroup>();
            switch (NodeStorage.Open(folder.Disk, identity, options, groups.Add))
            {
                case StorageOpening.Opened opened:
                    var storage = new RoleStorage(folder, opened.Storage, timeProvider, fatal);
                    return new RoleOpening(storage, Records(opened.Storage.Superblock, opened.Storage, groups, path, isSynced), null);
                case StorageOpening.Quarantined quarantined:
                    folder.Dispose();
                    return new RoleOpening(null, Records(quarantined.Superblock, null, [], path, isSynced), quarantined.Reason);
                default:
                    throw new System.Diagnostics.UnreachableException();
            }
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Starts the threads.</summary>
    public void Start()
    {
        thread.Start();
        Snapshots?.Start();
    }

    /// <inheritdoc/>
    public void Append(IReadOnlyList<DurableRecord> records, Action whenDurable)
    {
        var pending = new List<DurableRecord>();
        foreach (var record in records)
        {
            if (!NodeStorage.IsApart(record))
            {
                pending.Add(record);
                continue;
            }

            SubmitRecords(pending, null);
            pending = [];

            // An empty submission is called in its turn, on the journal's thread, where the superblock may be written.
            Submit(new JournalSubmission([], GroupSummary.None, IsEssential: true, _ => storage.Keep(record)));
        }

        SubmitRecords(pending, whenDurable);
    }

    /// <summary>Writes what was handed over, seals the journal and closes the folder.</summary>
    public void Dispose()
    {
        Snapshots?.Dispose();
        thread.Dispose();
        folder.Dispose();
    }

    /// <summary>Submits records in as few groups as their size allows; the last one tells when all are durable.</summary>
    private void SubmitRecords(List<DurableRecord> records, Action? whenDurable)
    {
        var first = 0;
        var encoded = new List<ReadOnlyMemory<byte>>(records.Count);
        var bytes = 0L;
        for (var index = 0; index < records.Count; index++)
        {
            ReadOnlyMemory<byte> next = RecordCodec.Encode(records[index]);
            if (encoded.Count > 0 && bytes + GroupBody.RecordOverhead + next.Length > groupBytesMax)
            {
                Submit(ToSubmission(records[first..index], encoded, null));
                (first, encoded, bytes) = (index, [], 0);
            }

            encoded.Add(next);
            bytes += GroupBody.RecordOverhead + next.Length;
        }

        if (encoded.Count > 0 || whenDurable is not null)
        {
            Submit(ToSubmission(records[first..], encoded, whenDurable));
        }
    }

    private static JournalSubmission ToSubmission(
        List<DurableRecord> records, List<ReadOnlyMemory<byte>> encoded, Action? whenDurable)
    {
        var (slots, highest) = RecordCodec.Summarise(records);
        var isEssential = !records.Exists(record => record is VoteRecord or ChosenRecord);
        return new JournalSubmission(encoded, new GroupSummary(slots, highest), isEssential, _ => whenDurable?.Invoke());
    }

    private void Submit(JournalSubmission submission)
    {
        // What had to wait is tried again whenever something became durable, on the journal's thread.
        var retrying = submission with
        {
            OnDurable = group =>
            {
                submission.OnDurable(group);
                SubmitOverflow();
            },
        };
        lock (gate)
        {
            if (overflow.Count > 0 || !thread.TrySubmit(retrying))
            {
                overflow.Enqueue(retrying);
            }
        }
    }

    private void SubmitOverflow()
    {
        lock (gate)
        {
            while (overflow.TryPeek(out var next) && thread.TrySubmit(next))
            {
                overflow.Dequeue();
            }
        }
    }

    private static List<DurableRecord> Records(
        Superblock? superblock, NodeStorage? storage, List<RecoveredGroup> groups, string path, bool isAcceptor)
    {
        try
        {
            var records = new List<DurableRecord>();
            if (superblock is { Identity.IsEmpty: false })
            {
                records.Add(RecordCodec.Decode(superblock.Identity));
            }

            if (isAcceptor)
            {
                records.AddRange(storage?.AcceptorRecords() ?? []);
            }
            else if (superblock is { TrimmedTo: > 0 })
            {
                records.Add(new TrimRecord(new Slot(superblock.TrimmedTo)));
            }

            foreach (var group in groups)
            {
                records.AddRange(group switch
                {
                    RecoveredGroup.Intact intact => intact.Records.Select(RecordCodec.Decode),
                    RecoveredGroup.Faulty faulty => [new FaultyRecord(faulty.Summary.Slots, faulty.Summary.MaxBallot)],
                    _ => throw new System.Diagnostics.UnreachableException(),
                });
            }

            return records;
        }
        catch (EncodingException failure)
        {
            // The checksum held, so these bytes are what was written: another version of this program wrote them.
            throw new DataFolderException($"The data folder {path} holds a record that cannot be read: {failure.Message}", failure);
        }
    }
}
