using Paxos.Protocol.Encoding;
using Paxos.Protocol.Learning;
using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

// Slots that the acceptors have trimmed come by snapshot from another learner (rule T3).
public sealed partial class Learner
{
    // Snapshots whose right bytes were nonsense; there are hardly ever any, so the oldest ones need no remembering.
    private const int RefusedMax = 16;

    private readonly SortedSet<(Slot Slot, SnapshotHash Hash)> refused = [];
    private SnapshotFetch? fetch;
    private Slot trimmedHeard;
    private Instant nextOfferAsk;
    private bool isFetchWritten;

    /// <summary>Chunks of a snapshot that have arrived, and how many it has; zeroes while none is fetched.</summary>
    public (int Taken, int All) FetchedChunks => fetch is null ? (0, 0) : (fetch.Taken, fetch.Manifest.Chunks.Count);

    private bool NeedsSnapshot => AppliedTo < trimmedHeard;

    private void TickFetch()
    {
        EndOvertakenFetch();
        fetch?.DropLate(Now);
        if ((fetch is null ? NeedsSnapshot : fetch.IsStalled) && Now.HasReached(nextOfferAsk))
        {
            nextOfferAsk = Now.Plus(Options.ResendMilliseconds);
            foreach (var other in OtherLearners())
            {
                SendAtOnce(other, new OfferAsk(AppliedTo));
            }
        }

        AskForChunks();
    }

    private void AskForChunks()
    {
        if (fetch is null || chunksWaiting >= Options.SnapshotChunksWaitingMax)
        {
            return;
        }

        foreach (var (source, ask) in fetch.Ask(Now))
        {
            SendAtOnce(source, ask);
        }
    }

    private void OnOfferAsk(NodeId from, OfferAsk ask)
    {
        if (durable is { } mine && mine.Slot > ask.Above)
        {
            SendAtOnce(from, new Offered(mine.Bytes));
        }
    }

    private void OnOffered(NodeId from, Offered offered)
    {
        SnapshotManifest manifest;
        try
        {
            manifest = SnapshotManifest.Decode(offered.Manifest.ToArray());
            manifest.CheckCluster(Configuration!.ClusterId);
        }
        catch (EncodingException failure)
        {
            Report(new SnapshotRefused(from.Name, failure.Message));
            return;
        }

        if (manifest.Slot <= AppliedTo || refused.Contains((manifest.Slot, manifest.Id.Hash)))
        {
            return;
        }

        if (fetch is null ? NeedsSnapshot : fetch.IsStalled && manifest.Id != fetch.Manifest.Id)
        {
            BeginFetch(from, manifest);
        }

        if (fetch?.Manifest.Id == manifest.Id)
        {
            fetch.AddSource(from);
            AskForChunks();
        }
    }

    private void BeginFetch(NodeId from, SnapshotManifest manifest)
    {
        // What is being made here is of a state that is about to be left behind.
        encoder = null;
        var decoder = new SnapshotDecoder(manifest, Configuration!.ClusterId, Options.SessionTimeToLiveMilliseconds);
        fetch = new SnapshotFetch(manifest, decoder, Options);
        isFetchWritten = true;
        BeginWriting(manifest.Slot, manifest.ChunkBytes);
        Report(new SnapshotFetchStarted(manifest.Id, manifest.Chunks.Count, from.Name));
    }

    // The log was quicker.
    private void EndOvertakenFetch()
    {
        if (fetch is { } running && running.Manifest.Slot <= AppliedTo)
        {
            EndFetch();
        }
    }

    private void EndFetch()
    {
        ReplyToHost(new SnapshotToDrop(writing));
        fetch = null;
        chunksWaiting = 0;
    }

    private void OnChunkTold(NodeId from, ChunkTold told)
    {
        EndOvertakenFetch();
        if (fetch is null || told.Snapshot != fetch.Manifest.Id)
        {
            return;
        }

        if (!TryTakeChunk(fetch, from, told))
        {
            fetch.DropSource(from);
        }

        AskForChunks();
    }

    private bool TryTakeChunk(SnapshotFetch running, NodeId from, ChunkTold told)
    {
        if (told.Chunk.IsEmpty)
        {
            Report(new SnapshotRefused(from.Name, $"It no longer holds chunk {told.Index} of the snapshot {told.Snapshot}."));
            return false;
        }

        var chunk = told.Chunk.ToArray();
        try
        {
            if (!running.Add(told.Index, chunk))
            {
                return true;
            }
        }
        catch (EncodingException failure)
        {
            Report(new SnapshotRefused(from.Name, failure.Message));
            return false;
        }

        if (isFetchWritten)
        {
            WriteChunk(told.Index, chunk);
        }

        TakeDecoded(running);
        return true;
    }

    private void TakeDecoded(SnapshotFetch running)
    {
        try
        {
            running.Decode();
            if (running.IsComplete)
            {
                Install(running.Finish());
            }
        }
        catch (EncodingException failure)
        {
            // Every byte is as its maker wrote it, so no other source of this snapshot is better.
            Report(new SnapshotRefused(running.Manifest.ToString(), failure.Message));
            refused.Add((running.Manifest.Slot, running.Manifest.Id.Hash));
            if (refused.Count > RefusedMax)
            {
                refused.Remove(refused.Min);
            }

            EndFetch();
        }
    }

    private void Install(RestoredState state)
    {
        fetch = null;
        GoOnFrom(state);
        if (isFetchWritten)
        {
            Seal(state.Manifest, isFetched: true);
        }

        Report(new SnapshotInstalled(state.Manifest.Id));
        Advance();
    }
}
