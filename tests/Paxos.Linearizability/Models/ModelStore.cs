using System.Diagnostics;
using System.Globalization;
using System.Text;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.Models;

/// <summary>
/// What the store should do, written again in the simplest way that can be read, on purpose not with the store's own code: a sorted
/// list of keys, and a list of versions a key. Nothing is ever freed, so that the last change can be taken back and any revision
/// can be read; a compaction only moves the bound of what may be read.
/// </summary>
internal sealed class ModelStore
{
    /// <summary>The revision of an empty store.</summary>
    public const long FirstRevision = 1;

    // What one answer holds at most, by the promise of the client API.
    private const int AnswerBytesMax = 4 * 1024 * 1024;

    private readonly List<Entry> entries = [];

    // The keys that each revision from 2 on has changed.
    private readonly List<Entry[]> changes = [];

    /// <summary>The current revision.</summary>
    public long Revision => FirstRevision + changes.Count;

    /// <summary>The oldest revision that may be read; 0 before the first compaction.</summary>
    public long CompactRevision { get; private set; }

    /// <summary>Every version of every key, by key and revision.</summary>
    public IEnumerable<KeyValue> Versions => entries.SelectMany(entry => entry.Versions);

    /// <summary>What a store must still hold after its compactions, by key and revision.</summary>
    public IEnumerable<KeyValue> Kept()
    {
        foreach (var versions in entries.Select(entry => entry.Versions))
        {
            var newestBelow = versions.FindLastIndex(version => version.ModRevision <= CompactRevision);
            foreach (var (index, version) in versions.Index())
            {
                // A deletion exactly at the revision stays: a watch from there must still be told of it.
                var isSpent = version.IsTombstone && version.ModRevision < CompactRevision;
                if (index > newestBelow || (index == newestBelow && !isSpent))
                {
                    yield return version;
                }
            }
        }
    }

    /// <summary>The key that an append gets at a revision.</summary>
    public static string AppendedKey(long revision) => string.Create(CultureInfo.InvariantCulture, $"values/{revision:d20}");

    /// <summary>Bytes as text, one character a byte, so that texts are ordered as the bytes are.</summary>
    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    /// <summary>Does one operation and says what the answer should be.</summary>
    public OperationResult Execute(Operation operation) => operation switch
    {
        AppendOperation append => Write(AppendedKey(Revision + 1), append.Value),
        PutOperation put => Write(Text(put.Key), put.Value),
        DeleteRangeOperation delete => Delete(delete),
        CompareAndSetOperation compare => CompareAndSet(compare),
        CompactOperation compact => Compact(compact.Revision),
        RangeOperation range => Read(range),
        _ => throw new UnreachableException($"An operation of an unknown type: {operation.GetType().Name}."),
    };

    /// <summary>Takes the last change back. A compaction is none.</summary>
    public void Undo()
    {
        foreach (var entry in changes[^1])
        {
            entry.Versions.RemoveAt(entry.Versions.Count - 1);
        }

        changes.RemoveAt(changes.Count - 1);
    }

    /// <summary>What a read should be answered as long as nothing was compacted.</summary>
    public OperationResult ReadUncompacted(RangeOperation range)
    {
        var at = range.Revision > 0 ? range.Revision : Revision;
        return at > Revision ? Failed(StoreError.FutureRevision) : ReadAt(range, at);
    }

    private static FailedResult Failed(StoreError error) => new(error, string.Empty);

    private OperationResult Read(RangeOperation range) =>
        range.Revision > 0 && range.Revision < CompactRevision ? Failed(StoreError.Compacted) : ReadUncompacted(range);

    private RangeResult ReadAt(RangeOperation range, long at)
    {
        var taken = new List<KeyValue>();
        var (count, bytes, more) = (0L, 0, false);
        foreach (var entry in Between(range.Key, range.RangeEnd))
        {
            if (entry.At(at) is not { IsTombstone: false } version)
            {
                continue;
            }

            count++;
            if (more || version.ModRevision < range.MinModRevision)
            {
                continue;
            }

            bytes += version.Key.Length + version.Value.Length;
            more = (range.Limit > 0 && taken.Count >= range.Limit) || bytes > AnswerBytesMax;
            if (!more)
            {
                taken.Add(version);
            }
        }

        return new RangeResult(Revision, taken, more, count);
    }

    private WrittenResult Write(string key, ReadOnlyMemory<byte> value)
    {
        var index = IndexOf(key);
        if (index < 0)
        {
            index = ~index;
            entries.Insert(index, new Entry(key, Encoding.Latin1.GetBytes(key)));
        }

        var entry = entries[index];
        changes.Add([entry]);
        entry.Versions.Add(entry.Newest is { IsTombstone: false } last
            ? new KeyValue(entry.Bytes, value, last.CreateRevision, Revision, last.Version + 1)
            : new KeyValue(entry.Bytes, value, Revision, Revision, 1));
        return new WrittenResult(Revision, entry.Bytes);
    }

    private DeletedResult Delete(DeleteRangeOperation delete)
    {
        var living = Between(delete.Key, delete.RangeEnd).Where(entry => entry.Newest is { IsTombstone: false }).ToArray();
        if (living.Length == 0)
        {
            return new DeletedResult(Revision, 0);
        }

        changes.Add(living);
        foreach (var entry in living)
        {
            entry.Versions.Add(new KeyValue(entry.Bytes, default, 0, Revision, 0));
        }

        return new DeletedResult(Revision, living.Length);
    }

    private CompareAndSetResult CompareAndSet(CompareAndSetOperation compare)
    {
        var key = Text(compare.Key);
        var index = IndexOf(key);
        var current = index >= 0 && entries[index].Newest is { IsTombstone: false } newest ? newest : null;
        return (current?.ModRevision ?? 0) == compare.ExpectedModRevision
            ? new CompareAndSetResult(true, Write(key, compare.Value).Revision, null)
            : new CompareAndSetResult(false, Revision, current);
    }

    private OperationResult Compact(long revision)
    {
        if (revision <= CompactRevision)
        {
            return Failed(StoreError.Compacted);
        }

        if (revision > Revision)
        {
            return Failed(StoreError.FutureRevision);
        }

        CompactRevision = revision;
        return new CompactedResult(Revision);
    }

    private IEnumerable<Entry> Between(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> end)
    {
        var (from, to) = (Text(first), Text(end));
        var index = IndexOf(from);
        if (to.Length == 0)
        {
            return index >= 0 ? [entries[index]] : [];
        }

        return entries
            .Skip(index >= 0 ? index : ~index)
            .TakeWhile(entry => to == "\0" || string.CompareOrdinal(entry.Key, to) < 0);
    }

    // Where the key is, or the complement of where it belongs.
    private int IndexOf(string key)
    {
        var (low, high) = (0, entries.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = string.CompareOrdinal(entries[middle].Key, key);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return ~low;
    }

    private sealed class Entry(string key, byte[] bytes)
    {
        public string Key => key;

        public byte[] Bytes => bytes;

        public List<KeyValue> Versions { get; } = [];

        public KeyValue? Newest => Versions.Count > 0 ? Versions[^1] : null;

        public KeyValue? At(long revision) => Versions.FindLast(version => version.ModRevision <= revision);
    }
}
