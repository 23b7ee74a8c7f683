using Paxos.Protocol.Encoding;
using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

// Snapshots of this learner: making them a slice at a time, telling what is durable, giving chunks away, and starting from one.
public sealed partial class Learner
{
    private readonly SnapshotPoints points;
    private SnapshotManifest? durable;
    private SnapshotEncoder? encoder;
    private (ulong Writing, SnapshotManifest Manifest, bool IsFetched)? sealing;
    private SnapshotDecoder? recovering;
    private ulong writing;
    private int chunksWaiting;
    private int readsWaiting;
    private Instant? retryAt;
    private bool isLate;
    private bool hasFailed;

    /// <summary>The newest durable snapshot; null without one.</summary>
    public SnapshotId? Snapshot => durable?.Id;

    /// <summary>Bytes of the newest durable snapshot; 0 without one.</summary>
    public long SnapshotBytes => durable?.Length ?? 0;

    /// <summary>What is going on with snapshots: Idle, Writing, Fetching or Failed.</summary>
    public string SnapshotState => fetch is not null ? "Fetching"
        : encoder is not null || sealing is not null ? "Writing"
        : hasFailed ? "Failed"
        : "Idle";

    private bool IsBehind => hasFailed || fetch is not null || NeedsSnapshot
        || AppliedTo.Plus((ulong)Options.LearnWindowSlotsMax) < KnownChosenTo;

    private void RecoverSnapshot(SnapshotManifest manifest)
    {
        try
        {
            recovering = Configuration is { } mine && manifest.Slot > AppliedTo
                ? new SnapshotDecoder(manifest, mine.ClusterId, Options.SessionTimeToLiveMilliseconds)
                : null;
        }
        catch (EncodingException failure)
        {
            recovering = null;
            Report(new SnapshotRefused("its own disk", failure.Message));
        }
    }

    private void RecoverChunk(ReadOnlyMemory<byte> chunk)
    {
        try
        {
            recovering?.Add(chunk);
            if (recovering is { IsComplete: true })
            {
                var state = recovering.Finish();
                recovering = null;
                GoOnFrom(state);
                durable = state.Manifest;
                comparison.Made(durable.Id);
            }
        }
        catch (EncodingException failure)
        {
            recovering = null;
            Report(new SnapshotRefused("its own disk", failure.Message));
        }
    }

    // Right after a slot was applied: all learners that can make one make it of the same slots.
    private void CountForSnapshot(Slot slot, Batch batch, bool isRecovering)
    {
        if (!points.Count(slot, batch.Bytes.Length, machine.Store.Bytes))
        {
            return;
        }

        if (isRecovering || encoder is not null || sealing is not null || fetch is not null)
        {
            isLate = true;
            return;
        }

        BeginSnapshot();
    }

    private void TickSnapshots()
    {
        var isRetry = retryAt is { } at && Now.HasReached(at);
        if ((isLate || isRetry) && encoder is null && sealing is null && fetch is null && AppliedTo > (durable?.Slot ?? Slot.None))
        {
            BeginSnapshot();
        }

        if (encoder is not null && chunksWaiting < Options.SnapshotChunksWaitingMax)
        {
            StepSnapshot(encoder);
        }
    }

    private void BeginSnapshot()
    {
        isLate = false;
        retryAt = null;
        encoder = new SnapshotEncoder(
            new SnapshotSource(
                Configuration!, AppliedTo, hash, points.Growth, machine.ClusterTime, machine.Store.Snapshot(),
                machine.Sessions.Freeze()),
            Options.SnapshotChunkBytes);
        BeginWriting(AppliedTo, Options.SnapshotChunkBytes);
    }

    private void BeginWriting(Slot slot, int chunkBytes)
    {
        writing++;
        chunksWaiting = 0;
        ReplyToHost(new SnapshotToBegin(writing, slot, chunkBytes));
    }

    private void WriteChunk(int index, ReadOnlyMemory<byte> chunk)
    {
        chunksWaiting++;
        ReplyToHost(new SnapshotChunkToWrite(writing, index, chunk));
    }

    private void Seal(SnapshotManifest manifest, bool isFetched)
    {
        sealing = (writing, manifest, isFetched);
        ReplyToHost(new SnapshotToSeal(writing, manifest));
    }

    // A bounded slice: the learner goes on with its other work in between.
    private void StepSnapshot(SnapshotEncoder making)
    {
        var index = making.NextIndex;
        if (making.NextChunk(Options.SnapshotItemsPerTickMax) is { } chunk)
        {
            WriteChunk(index, chunk);
        }
        else if (making.Manifest is { } manifest)
        {
            encoder = null;
            comparison.Made(manifest.Id);
            Seal(manifest, isFetched: false);
        }
    }

    private void OnSnapshotHostMessage(Message message)
    {
        switch (message)
        {
            case SnapshotChunkWritten written when written.Writing == writing:
                chunksWaiting--;
                AskForChunks();
                break;
            case SnapshotWritten written when sealing is { } done && done.Writing == written.Writing:
                OnSnapshotWritten(done.Manifest, done.IsFetched);
                break;
            case SnapshotWriteFailed failed when failed.Writing == writing || failed.Writing == sealing?.Writing:
                OnSnapshotWriteFailed(failed);
                break;
            case SnapshotChunkRead read:
                readsWaiting--;
                SendAtOnce(read.Asker, new ChunkTold(read.Snapshot, read.Index, read.Chunk));
                break;
        }
    }

    private void OnSnapshotWritten(SnapshotManifest manifest, bool isFetched)
    {
        sealing = null;
        hasFailed = false;
        if (durable is { } older)
        {
            // The older one and the log after it are kept, in case the new one turns out to be damaged.
            Persist(new TrimRecord(older.Slot));
        }

        durable = manifest;
        if (isFetched)
        {
            comparison.Made(manifest.Id);
        }

        Report(new SnapshotReady(manifest.Id, manifest.Chunks.Count, isFetched));
    }

    private void OnSnapshotWriteFailed(SnapshotWriteFailed failed)
    {
        var slot = sealing?.Manifest.Slot ?? encoder?.Slot ?? fetch?.Manifest.Slot ?? AppliedTo;
        encoder = null;
        sealing = null;
        isFetchWritten = false;
        chunksWaiting = 0;
        hasFailed = true;
        retryAt = Now.Plus(Options.SnapshotRetryMilliseconds);
        Report(new SnapshotFailed(slot, failed.Reason));
    }

    private void OnSnapshotAsk(NodeId from, SnapshotAsk ask)
    {
        var held = durable;
#if PLANTED_BUGS
        held = Planted.Is(PlantedBug.SnapshotToldBeforeSync) && sealing is { } early ? early.Manifest : held;
#endif
        SendAtOnce(
            from,
            new SnapshotTold(
                ask.Ballot, ask.Mark, identity!.Disk, held?.Slot ?? Slot.None, held?.ChainHash ?? PrefixHash.Empty, IsBehind));
    }

    private void OnChunkAsk(NodeId from, ChunkAsk ask)
    {
        if (readsWaiting < Options.ChunkReadsMax)
        {
            readsWaiting++;
            ReplyToHost(new SnapshotChunkToRead(from, ask.Snapshot, ask.Index));
        }
    }

    private NodeId[] OtherLearners() =>
    [
        .. Membership.AliveWith(Role.Learner)
            .Where(name => !string.Equals(name, Context.Name, StringComparison.Ordinal))
            .Select(name => new NodeId(name, Role.Learner)),
    ];

    private void GoOnFrom(RestoredState state)
    {
        var slot = state.Manifest.Slot;
        Invariant.Check(slot > AppliedTo, $"L3: a snapshot at slot {slot} would take back slots up to {AppliedTo}");
        machine = state.Machine;
        AppliedTo = slot;
        hash = state.Manifest.ChainHash;
        log.Restart(slot, hash);
        points.Restart(state.Growth, machine.Store.Bytes);
        window.RemoveTo(slot);
        ForgetQuestion();

        // Commands in the slots that were skipped were answered to nobody here; whoever attaches anew is sent what the sessions kept.
        attachments.Clear();
    }
}
