using Paxos.Protocol.Encoding;
using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol.Learning;

/// <summary>
/// One snapshot on its way here from other learners. Chunks come from any source that offers the same snapshot; what is here stays here
/// when a source is lost, so the transfer goes on where it was as soon as another one offers it.
/// </summary>
/// <param name="manifest">The snapshot.</param>
/// <param name="decoder">Takes the chunks in order.</param>
/// <param name="options">Bounds and patience.</param>
internal sealed class SnapshotFetch(SnapshotManifest manifest, SnapshotDecoder decoder, ProtocolOptions options)
{
    private readonly SortedSet<NodeId> sources = [];
    private readonly SortedDictionary<int, (NodeId Source, Instant AskedAt)> asked = [];

    // Chunks that came before an earlier one; no more than may be on their way.
    private readonly SortedDictionary<int, ReadOnlyMemory<byte>> early = [];
    private ulong turn;

    /// <summary>The snapshot.</summary>
    public SnapshotManifest Manifest => manifest;

    /// <summary>Whether nobody gives chunks now.</summary>
    public bool IsStalled => sources.Count == 0;

    /// <summary>Whether every chunk is here.</summary>
    public bool IsComplete => decoder.IsComplete;

    /// <summary>Chunks that are here, without gaps from the first on.</summary>
    public int Taken => decoder.NextIndex;

    /// <summary>A learner offers this snapshot.</summary>
    public void AddSource(NodeId source) => sources.Add(source);

    /// <summary>A source has failed: what it owes is asked of others.</summary>
    public void DropSource(NodeId source)
    {
        sources.Remove(source);
        foreach (var (index, question) in asked.ToArray())
        {
            if (question.Source == source)
            {
                asked.Remove(index);
            }
        }
    }

    /// <summary>Drops the sources that owe a chunk for too long.</summary>
    public void DropLate(Instant now)
    {
        foreach (var (_, question) in asked.ToArray())
        {
            if (now.Since(question.AskedAt) >= options.ChunkPatienceMilliseconds)
            {
                DropSource(question.Source);
            }
        }
    }

    /// <summary>The questions that are due, each source in turn.</summary>
    public IReadOnlyList<(NodeId Source, ChunkAsk Ask)> Ask(Instant now)
    {
        var questions = new List<(NodeId, ChunkAsk)>();
        var end = Math.Min(manifest.Chunks.Count, decoder.NextIndex + options.ChunksInFlightMax);
        for (var index = decoder.NextIndex; index < end && sources.Count > 0; index++)
        {
            if (asked.ContainsKey(index) || early.ContainsKey(index))
            {
                continue;
            }

            var source = sources.ElementAt((int)(turn++ % (ulong)sources.Count));
            asked[index] = (source, now);
            questions.Add((source, new ChunkAsk(manifest.Id, index)));
        }

        return questions;
    }

    /// <summary>Takes a chunk, in whatever order they come.</summary>
    /// <returns>Whether it was new.</returns>
    /// <exception cref="EncodingException">It is not the chunk that the manifest names.</exception>
    public bool Add(int index, ReadOnlyMemory<byte> chunk)
    {
        if (index < decoder.NextIndex || early.ContainsKey(index) || !asked.ContainsKey(index))
        {
            return false;
        }

        manifest.Check(index, chunk.Span);
        asked.Remove(index);
        early.Add(index, chunk);
        return true;
    }

    /// <summary>Decodes what follows without a gap.</summary>
    /// <exception cref="EncodingException">The right bytes hold what no snapshot may hold: no source has a better one.</exception>
    public void Decode()
    {
        while (early.Remove(decoder.NextIndex, out var chunk))
        {
            decoder.Add(chunk);
        }
    }

    /// <summary>The whole state, once complete.</summary>
    /// <exception cref="EncodingException">As in <see cref="Decode"/>.</exception>
    public RestoredState Finish() => decoder.Finish();
}
