using System.Diagnostics;
using Paxos.Protocol.Learning;
using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

/// <summary>
/// Learns which batches are chosen, applies them in slot order without gaps, answers reads, and tells client nodes what became of
/// their commands. Its log on disk is a convenience: what is missing is fetched again.
/// </summary>
public sealed partial class Learner : AdoptingNode
{
    private StateMachine machine;
    private readonly ChosenLog log;
    private readonly LearnWindow window;
    private IdentityRecord? identity;
    private PrefixHash hash;
    private PrefixHash? baseHash;
    private Ballot mismatchedBallot;

    /// <summary>A learner of the process described by <paramref name="context"/>.</summary>
    public Learner(NodeContext context, Prng random, bool speaksForProcess)
        : base(Role.Learner, context, random, speaksForProcess)
    {
        machine = new StateMachine(Options.SessionTimeToLiveMilliseconds);
        log = new ChosenLog(Options.LogSlotsMax, Options.LogBytesMax);
        window = new LearnWindow(Options.LearnWindowSlotsMax);
        reads = new ReadQueue(Options);
        points = new SnapshotPoints(Options.SnapshotSlots, Options.SnapshotBytes);
        comparison = new Comparison(Options);
    }

    /// <summary>The last slot applied.</summary>
    public Slot AppliedTo { get; private set; }

    /// <summary>The highest watermark heard: slots up to it are chosen.</summary>
    public Slot KnownChosenTo => window.KnownChosenTo;

    /// <summary>The hash of everything applied.</summary>
    public PrefixHash Hash => hash;

    /// <summary>Its disk's identity; null before the first tick.</summary>
    public DiskId? Disk => identity?.Disk;

    /// <summary>The store, to be read on the thread that drives this role.</summary>
    public Store.KeyValueStore Store => machine.Store;

    /// <summary>How many sessions are open.</summary>
    public int SessionCount => machine.Sessions.Count;

    /// <summary>The highest ballot heard from a leader.</summary>
    public Ballot LeaderBallot => window.Ballot;

    /// <inheritdoc/>
    public override void Recover(DurableRecord record)
    {
        switch (record)
        {
            case IdentityRecord recovered:
                identity = recovered;
                Configuration = recovered.Configuration;
                break;
            case ChosenRecord chosen when chosen.Slot == AppliedTo.Next:
                Apply(chosen.Slot, chosen.Batch, isRecovering: true);
                break;
            case ChosenRecord or FaultyRecord or QuarantineRecord or TrimRecord:
                // What follows a damaged place is fetched again, and what a snapshot holds is there already.
                break;
            case DivergedRecord verdict:
                RecoverDiverged(verdict);
                break;
            case SnapshotRecord snapshot:
                RecoverSnapshot(snapshot.Manifest);
                break;
            case SnapshotChunkRecord chunk:
                RecoverChunk(chunk.Chunk);
                break;
            case SnapshotRefusedRecord refusal:
                Report(new SnapshotRefused("its own disk", refusal.Reason));
                break;
            default:
                throw new UnreachableException($"A learner keeps no {record.GetType().Name}.");
        }
    }

    /// <inheritdoc/>
    protected override void OnRoleMessage(NodeId from, Message message)
    {
        if (from == NodeId.Host && message is not LinkLost)
        {
            OnSnapshotHostMessage(message);
            return;
        }

        if (message is StateTold state)
        {
            OnStateTold(from, state);
            return;
        }

        if (diverged is not null)
        {
            // What it holds may be wrong: it tells nobody anything but what differs.
            return;
        }

        switch (message)
        {
            case Learn learn:
                OnLearn(from, learn);
                break;
            case Fetch fetch:
                OnFetch(from, fetch);
                break;
            case Fetched fetched:
                OnFetched(from, fetched);
                break;
            case VotesRead read:
                OnVotesRead(from, read);
                break;
            case ProgressAsk when identity is not null:
                SendAtOnce(from, CurrentProgress());
                break;
            case SnapshotAsk ask when identity is not null:
                OnSnapshotAsk(from, ask);
                break;
            case OfferAsk ask:
                OnOfferAsk(from, ask);
                break;
            case Offered offered when Configuration is not null:
                OnOffered(from, offered);
                break;
            case ChunkAsk ask:
                OnChunkAsk(from, ask);
                break;
            case ChunkTold told:
                OnChunkTold(from, told);
                break;
            default:
                OnServingMessage(from, message);
                break;
        }
    }

    private void OnLearn(NodeId from, Learn learn)
    {
        var before = window.Ballot;
        if (!window.Hear(learn, AppliedTo))
        {
            return;
        }

        if (window.Ballot != before)
        {
            baseHash = null;
        }

        HearLeader(from);
        Advance();
    }

    // Applies everything that is decided: first what is certain, then the leader's batches up to a watermark of its, which must all be
    // here and agree with the leader's hash.
    private void Advance()
    {
        while (true)
        {
            var first = AppliedTo.Next;
            if (window.Decided(first) is { IsChosen: true } certain)
            {
                ApplyNew(first, certain.Batch);
            }
            else if (!ApplyToWatermark())
            {
                break;
            }
        }

        window.RemoveTo(AppliedTo);
    }

    private bool ApplyToWatermark()
    {
        var (watermark, expected) = window.Applicable(AppliedTo);
        if (watermark <= AppliedTo)
        {
            return false;
        }

        RememberBaseHash(AppliedTo, hash);
        var batches = new List<Batch>();
        var reached = hash;
        for (var slot = AppliedTo.Next; slot <= watermark; slot = slot.Next)
        {
            var batch = window.Decided(slot)!.Batch;
            batches.Add(batch);
            reached = reached.With(slot, batch);
            RememberBaseHash(slot, reached);
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.LearnerMixesBallots))
        {
            expected = null;
        }

        if (Planted.Is(PlantedBug.AppliesOutOfOrder))
        {
            batches.Reverse();
        }
#endif
        if (baseHash is { } start && expected is { } told && reached.Without(start) != told)
        {
            OnHashMismatch(watermark);
            return false;
        }

        foreach (var batch in batches)
        {
            ApplyNew(AppliedTo.Next, batch);
        }

        return true;
    }

    // The hash where this leadership began; when that is further back than the log remembers, its hashes cannot be checked.
    private void RememberBaseHash(Slot slot, PrefixHash reached)
    {
        if (baseHash is null && slot >= window.Base)
        {
            baseHash = slot == window.Base ? reached : log.HashAt(window.Base);
        }
    }

    private void OnHashMismatch(Slot watermark)
    {
        Invariant.Check(
            window.Ballot != mismatchedBallot,
            $"L2: the batches fetched again up to slot {watermark} still differ from those that the leader of {window.Ballot} had chosen");
        mismatchedBallot = window.Ballot;
        Report(new LearnerHashMismatch(window.Ballot, watermark));
        window.Clear();
    }

    private void ApplyNew(Slot slot, Batch batch)
    {
        Persist(new ChosenRecord(slot, batch));
        foreach (var outcome in Apply(slot, batch, isRecovering: false))
        {
            Tell(outcome);
        }
    }

    // L3: in slot order, without gaps, each once.
    private IReadOnlyList<Outcome> Apply(Slot slot, Batch batch, bool isRecovering)
    {
        Invariant.Check(slot == AppliedTo.Next, $"L3: slot {slot} would be applied after {AppliedTo}");
        var outcomes = machine.Apply(slot, batch);
        AppliedTo = slot;
        hash = hash.With(slot, batch);
        log.Add(slot, batch, hash);
        CountForSnapshot(slot, batch, isRecovering);
        return outcomes;
    }

    private Progress CurrentProgress() => new(identity!.Disk, AppliedTo, hash, machine.ClusterTime);
}
