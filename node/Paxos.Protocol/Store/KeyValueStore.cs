using System.Diagnostics;
using System.Text.Unicode;

namespace Paxos.Protocol.Store;

/// <summary>
/// The replicated state: a multi-version key space with etcd's revision semantics. Every operation that changes
/// something gets the next revision, whatever the number of keys that it changes; what changes nothing gets none. The
/// same operations in the same order give the same store on every learner.
/// </summary>
/// <remarks>One thread writes. Others read <see cref="Snapshot"/>s.</remarks>
public sealed class KeyValueStore
{
    /// <summary>The revision of a store that was never written to, as in etcd; the first write makes 2.</summary>
    public const long FirstRevision = 1;

    /// <summary>
    /// What an index entry, its history and the heads of its arrays take beside the key, about, in bytes.
    /// </summary>
    private const int KeyOverheadBytes = 160;

    /// <summary>What a version takes beside its value, about, in bytes.</summary>
    private const int VersionOverheadBytes = 64;

    private readonly KeyTreeEditor tree = new();

    /// <summary>The revision of the last change.</summary>
    public long Revision { get; private set; } = FirstRevision;

    /// <summary>The oldest revision that can be read, or 0 as long as nothing was compacted.</summary>
    public long CompactRevision { get; private set; }

    /// <summary>How many keys exist.</summary>
    public int KeyCount => tree.Current.LiveKeys;

    /// <summary>
    /// About how many bytes of memory the kept versions take. A function of the state alone: equal on all learners.
    /// </summary>
    public long Bytes { get; private set; }

    /// <summary>
    /// The store that an export was made of. The entries come from a disk or another node and are checked; their
    /// memory is copied.
    /// </summary>
    /// <param name="revision">The store's revision.</param>
    /// <param name="compactRevision">The store's compacted revision.</param>
    /// <param name="entries">What <see cref="StoreView.Export"/> gave, in its order.</param>
    /// <exception cref="Encoding.EncodingException">
    /// The entries are no export of a store with these revisions.
    /// </exception>
    public static KeyValueStore Import(long revision, long compactRevision, IEnumerable<KeyValue> entries)
    {
        var importer = new StoreImporter(revision, compactRevision);
        foreach (var entry in entries)
        {
            importer.Add(entry);
        }

        return importer.Finish();
    }

    /// <summary>An empty store that an export is about to be put into.</summary>
    internal static KeyValueStore BeginImport(long revision, long compactRevision) =>
        new() { Revision = revision, CompactRevision = compactRevision };

    /// <summary>Puts one key of an export in, with all its versions.</summary>
    internal void Import(KeyHistory history)
    {
        Bytes += BytesOf(history);
        tree.Set(history);
    }

    /// <summary>
    /// Does what is asked. Refuses what breaks <see cref="OperationRules"/>, the same way on every learner.
    /// </summary>
    public OperationResult Apply(Operation operation)
    {
        if (OperationRules.Check(operation) is { } failure)
        {
            return failure;
        }

        return operation switch
        {
            AppendOperation append => Append(append),
            PutOperation put => new WrittenResult(Put(put.Key, put.Value), put.Key),
            DeleteRangeOperation delete => Delete(new KeyRange(delete.Key, delete.RangeEnd)),
            CompareAndSetOperation compare => CompareAndSet(compare),
            CompactOperation compact => Compact(compact.Revision),
            RangeOperation range => Read(range),
            _ => throw new UnreachableException($"An operation of an unknown type: {operation.GetType().Name}."),
        };
    }

    /// <summary>Reads the store as it is now; <see cref="StoreView.Read"/> says how.</summary>
    public OperationResult Read(RangeOperation range) => Current().Read(range);

    /// <summary>
    /// The store as it is now, for readers on other threads. Once per batch is best: the next write copies anew.
    /// </summary>
    public StoreView Snapshot() => new(tree.Freeze(), Revision, CompactRevision);

    /// <summary>A hash over the whole store, to compare learners by; <see cref="StoreView.Digest"/>.</summary>
    public ulong Digest() => Current().Digest();

    /// <summary>Checks the index's shape; for tests and the simulator.</summary>
    /// <exception cref="InvariantException">The shape is broken, by a bug.</exception>
    public void CheckShape() => tree.Current.CheckShape();

    private static long BytesOf(ReadOnlyMemory<byte> key) => key.Length + KeyOverheadBytes;

    private static long BytesOf(KeyVersion version) => version.Value.Length + VersionOverheadBytes;

    private static long BytesOf(KeyHistory history)
    {
        var bytes = BytesOf(history.Key);
        for (var i = 0; i < history.VersionCount; i++)
        {
            bytes += BytesOf(history[i]);
        }

        return bytes;
    }

    private StoreView Current() => new(tree.Current, Revision, CompactRevision);

    private WrittenResult Append(AppendOperation append)
    {
        // A key that a client has put there before is written over like any other: a new version of it.
        var key = new byte["values/".Length + 20];
        Utf8.TryWrite(key, $"values/{Revision + 1:D20}", out _);
        return new WrittenResult(Put(key, append.Value), key);
    }

    private long Put(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> value)
    {
        var revision = ++Revision;

        // Copied, because a slice would keep alive the whole batch that it came in.
        var copy = value.ToArray();
        var history = tree.Current.Find(key.Span);
        if (history is null)
        {
            Bytes += BytesOf(key);
            Write(KeyHistory.Begin(key, new KeyVersion(revision, revision, 1, copy)));
            return revision;
        }

        var newest = history.Newest;
        Write(history.Append(newest.IsTombstone
            ? new KeyVersion(revision, revision, 1, copy)
            : new KeyVersion(newest.CreateRevision, revision, newest.Version + 1, copy)));
        return revision;
    }

    private void Write(KeyHistory history)
    {
        Bytes += BytesOf(history.Newest);
        tree.Set(history);
    }

    private DeletedResult Delete(KeyRange range)
    {
        // Found first and deleted then: the index cannot be walked while it is edited.
        var deleted = tree.Current.Within(range).Where(history => history.IsLive).ToList();
        if (deleted.Count > 0)
        {
            Revision++;
        }

        foreach (var history in deleted)
        {
            Write(history.Append(KeyVersion.Tombstone(Revision)));
        }

        return new DeletedResult(Revision, deleted.Count);
    }

    private CompareAndSetResult CompareAndSet(CompareAndSetOperation compare)
    {
        var history = tree.Current.Find(compare.Key.Span);
        var current = history is { IsLive: true } ? StoreView.KeyValueOf(history, history.Newest) : null;
        return (current?.ModRevision ?? 0) == compare.ExpectedModRevision
            ? new CompareAndSetResult(true, Put(compare.Key, compare.Value), null)
            : new CompareAndSetResult(false, Revision, current);
    }

    private OperationResult Compact(long revision)
    {
        if (revision <= CompactRevision)
        {
            return StoreFailures.CompactedAlready(revision, CompactRevision);
        }

        if (revision > Revision)
        {
            return StoreFailures.Future(revision, Revision);
        }

        CompactRevision = revision;
        for (byte[]? from = []; from is not null;)
        {
            from = CompactSlice(from);
        }

        return new CompactedResult(Revision);
    }

    /// <summary>
    /// Frees what the last compaction gave up, in the keys from <paramref name="from"/> on, as many as make a slice.
    /// </summary>
    /// <returns>Where the next slice starts; null when this was the last.</returns>
    private byte[]? CompactSlice(byte[] from)
    {
        // The key behind the slice is looked at to learn where the next one starts, and visited then.
        var slice = tree.Current.From(from).Take(StoreLimits.CompactionSliceKeys + 1).ToList();
        foreach (var history in slice.Take(StoreLimits.CompactionSliceKeys))
        {
            var kept = history.Compact(CompactRevision);
            if (ReferenceEquals(kept, history))
            {
                continue;
            }

            Bytes -= BytesOf(history);
            if (kept is null)
            {
                tree.Remove(history.KeyBytes);
                continue;
            }

            Bytes += BytesOf(kept);
            tree.Set(kept);
        }

        return slice.Count > StoreLimits.CompactionSliceKeys ? slice[^1].KeyBytes : null;
    }
}
