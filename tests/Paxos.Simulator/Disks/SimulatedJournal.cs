using Paxos.Node.Disk;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Simulator.Disks;

/// <summary>
/// An open journal in one life of its process: what the journal's thread is in production, with virtual time in place of waiting. One
/// group is in flight while the next gathers; a seal follows a group after 10 ms of quiet; the next segment is prepared between groups.
/// Whether records are really durable is judged by the disk below, never by what the journal says.
/// </summary>
internal sealed class SimulatedJournal
{
    private const long SealAfterMilliseconds = 10;
    private const long SpaceRetryMilliseconds = 1_000;

    private readonly SimulatedDisk owner;
    private readonly World world;
    private readonly NodeStorage storage;
    private readonly SubmissionQueue queue = new();
    private readonly Dictionary<JournalSubmission, Handed> handed = new(ReferenceEqualityComparer.Instance);
    private readonly List<DurableRecord> unsure = [];
    private Handed? newest;
    private Action? underWay;
    private bool isSealTried = true;
    private bool isOutOfSpace;
    private bool wasEssentialTried;
    private bool isToldFull;
    private bool isWakePlanned;
    private bool isDead;
    private long lastGroupAt;
    private long lastPreparationAt;

    /// <summary>The journal of a role whose disk was just opened.</summary>
    public SimulatedJournal(SimulatedDisk owner, World world, NodeStorage storage)
    {
        this.owner = owner;
        this.world = world;
        this.storage = storage;
    }

    /// <summary>The newest group of records that was acknowledged, as the journal's thread tells it.</summary>
    public ulong DurableDataSequence { get; private set; }

    private Journal Journal => storage.Journal;

    /// <summary>Takes a step's records and the messages that wait for them, or for the newest records before.</summary>
    public void Append(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable)
    {
        if (records.Count > 0)
        {
            Submit(records);
        }

        if (newest is not null)
        {
            newest.Waiting.AddRange(afterDurable);
        }
        else
        {
            Release(afterDurable);
        }

        Continue();
    }

    /// <summary>The process is killed; what the disk was doing happens in part.</summary>
    public void Die()
    {
        isDead = true;
        if (underWay is { } work)
        {
            owner.Blocks.DieAfter((int)world.Random.Next(0, 8));
            try
            {
                work();
            }
            catch (Exception failure) when (failure is ProcessDiedException or DiskException)
            {
                // Nobody is left to hear of it.
            }

            owner.Blocks.DieAfter(null);
        }

        Journal.Dispose();
    }

    // As RoleStorage does: what is kept apart goes to the superblock in its turn, the rest into as few groups as its size
    // allows.
    private void Submit(IReadOnlyList<DurableRecord> records)
    {
        var pending = new List<DurableRecord>();
        var bytes = 0L;
        foreach (var record in records)
        {
            if (NodeStorage.IsApart(record))
            {
                SubmitGroup(pending);
                Hand([record], GroupSummary.None, isEssential: true, [], () => storage.Keep(record));
                (pending, bytes) = ([], 0);
                continue;
            }

            var size = GroupBody.RecordOverhead + RecordCodec.Encode(record).Length;
            if (bytes + size > Journal.BodyBytesMax)
            {
                SubmitGroup(pending);
                (pending, bytes) = ([], 0);
            }

            pending.Add(record);
            bytes += size;
        }

        SubmitGroup(pending);
    }

    private void SubmitGroup(List<DurableRecord> records)
    {
        if (records.Count > 0)
        {
            var (slots, highest) = RecordCodec.Summarise(records);
            var isEssential = !records.Exists(record => record is VoteRecord or ChosenRecord);
            Hand(records, new GroupSummary(slots, highest), isEssential, [.. records.Select(Encode)], whenDurable: null);
        }
    }

    private static ReadOnlyMemory<byte> Encode(DurableRecord record) => RecordCodec.Encode(record);

    private void Hand(
        IReadOnlyList<DurableRecord> records,
        GroupSummary summary,
        bool isEssential,
        IReadOnlyList<ReadOnlyMemory<byte>> encoded,
        Action? whenDurable)
    {
        var entry = new Handed(records);
        var submission = new JournalSubmission(encoded, summary, isEssential, _ => OnDurable(entry, whenDurable));
        handed.Add(submission, entry);
        newest = entry;
        queue.Add(submission);
    }

    private void OnDurable(Handed entry, Action? write)
    {
        write?.Invoke();
        if (write is not null)
        {
            Judge(entry.Records);
        }

        if (isDead)
        {
            return;
        }

        Release(entry.Waiting);
        newest = newest == entry ? null : newest;
    }

    // The same choice as that of the journal's thread, in the same order.
    private void Continue()
    {
        if (isDead || underWay is not null)
        {
            return;
        }

        if (queue.Count > 0 && (!isOutOfSpace || (queue.HasEssential && !wasEssentialTried)))
        {
            var gathered = queue.First(Journal.BodyBytesMax);
            var isEssential = queue.HasEssential;
            Begin(() => WriteGroup(gathered, isEssential));
        }
        else if (Journal.WantsSeal && !isSealTried)
        {
            BeginAt(lastGroupAt + SealAfterMilliseconds, Seal);
        }
        else if (Journal.IsPreparationDue)
        {
            Begin(Prepare);
        }
        else if (Journal.Space == SpaceState.NoSpace)
        {
            BeginAt(lastPreparationAt + SpaceRetryMilliseconds, Prepare);
        }
    }

    private void BeginAt(long time, Action work)
    {
        if (world.Agenda.Now >= time)
        {
            Begin(work);
        }
        else if (!isWakePlanned)
        {
            isWakePlanned = true;
            world.Agenda.After(time - world.Agenda.Now, () =>
            {
                isWakePlanned = false;
                Continue();
            });
        }
    }

    private void Begin(Action work)
    {
        underWay = work;
        world.Agenda.After(owner.DrawMilliseconds(), End);
    }

    private void End()
    {
        if (isDead)
        {
            return;
        }

        if (world.PauseLeft(owner.Role.Name) is var pause and > 0)
        {
            // The kernel may have done it, but the process that stands still does not hear of it yet.
            world.Agenda.After(pause, End);
            return;
        }

        var work = underWay!;
        try
        {
            work();
        }
        catch (DiskException failure)
        {
            // As in production: no second try, the process ends.
            underWay = null;
            world.DiskFailed(owner.Role.Name, failure);
            return;
        }

        underWay = null;
        TellSpace();
        Continue();
    }

    private void WriteGroup(List<JournalSubmission> gathered, bool isEssential)
    {
        var records = gathered.SelectMany(submission => submission.Records).ToList();
        var summary = gathered.Aggregate(GroupSummary.None, (all, submission) => all.Union(submission.Summary));
        if (records.Count > 0)
        {
            if (Journal.Append(records, summary, isEssential) == AppendResult.NoSpace)
            {
                (isOutOfSpace, wasEssentialTried) = (true, isEssential);
                return;
            }

            DurableDataSequence = Journal.LastDataSequence;
            lastGroupAt = world.Agenda.Now;
            isSealTried = false;
            Judge([.. gathered
                .SelectMany(submission => handed[submission].Records)
                .Where(record => !NodeStorage.IsApart(record))]);
        }

        isOutOfSpace = false;
        foreach (var submission in queue.Take(gathered.Count))
        {
            handed.Remove(submission);
            submission.OnDurable(new DurableGroup(Journal.LastSequence, gathered.Count, TimeSpan.Zero));
        }

        if (!isDead && Journal.IsPreparationDue)
        {
            Prepare();
        }
    }

    private void Seal()
    {
        isSealTried = true;
        Journal.AppendSeal();
    }

    private void Prepare()
    {
        Journal.PrepareStep();
        lastPreparationAt = world.Agenda.Now;
        isOutOfSpace = false;
    }

    // Records are durable when nothing that the disk was told is missing on it; a journal that is not synced promises nothing.
    private void Judge(IReadOnlyList<DurableRecord> records)
    {
        unsure.AddRange(records);
        if (!isDead && (owner.IsLazy || owner.Blocks.IsClean))
        {
            owner.ReportDurable([.. unsure]);
            unsure.Clear();
        }
    }

    private void TellSpace()
    {
        var isFull = Journal.Space == SpaceState.NoSpace;
        if (isFull != isToldFull && owner.Role.Role == Paxos.Protocol.Role.Acceptor)
        {
            isToldFull = isFull;
            world.Find(owner.Role.Name)!.Tell(owner.Role.Role, new SpaceChanged(!isFull));
        }
    }

    private void Release(IReadOnlyList<Envelope> envelopes)
    {
        foreach (var envelope in envelopes)
        {
            world.Route(envelope);
        }
    }

    /// <summary>Records handed over, and the messages that wait for them.</summary>
    private sealed record Handed(IReadOnlyList<DurableRecord> Records)
    {
        public List<Envelope> Waiting { get; } = [];
    }
}
