namespace Paxos.Protocol.Store;

/// <summary>
/// The store as it stood after some batch. It never changes, so that any thread may read it while the writer goes on; a
/// compaction that comes later takes nothing out of it.
/// </summary>
public sealed class StoreView
{
    private readonly KeyTree keys;

    internal StoreView(KeyTree keys, long revision, long compactRevision)
    {
        this.keys = keys;
        Revision = revision;
        CompactRevision = compactRevision;
    }

    /// <summary>The revision of the last change; 1 for a store that was never written to.</summary>
    public long Revision { get; }

    /// <summary>The oldest revision that can be read, or 0 as long as nothing was compacted.</summary>
    public long CompactRevision { get; }

    /// <summary>How many keys exist at <see cref="Revision"/>.</summary>
    public int KeyCount => keys.LiveKeys;

    /// <summary>
    /// Reads a range, with etcd's rules: the answer's revision is the current one also where an old one is read, the
    /// count ignores limit and filter, and the revision of the last compaction itself can be read.
    /// </summary>
    /// <returns>A <see cref="RangeResult"/> or a <see cref="FailedResult"/>.</returns>
    public OperationResult Read(RangeOperation range)
    {
        if (OperationRules.Check(range) is { } failure)
        {
            return failure;
        }

        var at = range.Revision <= 0 ? Revision : range.Revision;
        if (at > Revision)
        {
            return StoreFailures.Future(at, Revision);
        }

        return at < CompactRevision ? StoreFailures.Compacted(at, CompactRevision) : ReadAt(at, range);
    }

    /// <summary>
    /// Every kept version, by key and then by revision, oldest first; deletions are among them as
    /// <see cref="KeyValue.IsTombstone"/>. Together with the two revisions it is the whole store.
    /// </summary>
    public IEnumerable<KeyValue> Export()
    {
        foreach (var history in keys.From(ReadOnlyMemory<byte>.Empty))
        {
            for (var i = 0; i < history.VersionCount; i++)
            {
                yield return KeyValueOf(history, history[i]);
            }
        }
    }

    /// <summary>Adds the whole store to a hash.</summary>
    public void AddTo(StateDigest digest)
    {
        digest.Add(Revision);
        digest.Add(CompactRevision);
        foreach (var kept in Export())
        {
            digest.Add(kept.Key.Span);
            digest.Add(kept.CreateRevision);
            digest.Add(kept.ModRevision);
            digest.Add(kept.Version);
            digest.Add(kept.Value.Span);
        }
    }

    /// <summary>A hash over the whole store. Two stores that were given the same operations have the same.</summary>
    public ulong Digest()
    {
        using var digest = new StateDigest();
        AddTo(digest);
        return digest.Take();
    }

    internal static KeyValue KeyValueOf(KeyHistory history, KeyVersion version) =>
        new(history.Key, version.Value, version.CreateRevision, version.ModRevision, version.Version);

    private RangeResult ReadAt(long at, RangeOperation operation)
    {
        var range = new KeyRange(operation.Key, operation.RangeEnd);

        // The index knows how many keys a range has now. How many it had then only a walk over all of it tells.
        var isCurrent = at == Revision;
        var page = new RangePage(operation.Limit);
        var walked = 0L;
        foreach (var history in keys.Within(range))
        {
            if (isCurrent && page.More)
            {
                break;
            }

            if (!history.TryReadAt(at, out var version))
            {
                continue;
            }

            walked++;
            if (!page.More && version.ModRevision >= operation.MinModRevision)
            {
                page.Offer(history, version);
            }
        }

        return new RangeResult(Revision, page.KeyValues, page.More, isCurrent ? keys.CountLive(range) : walked);
    }
}
