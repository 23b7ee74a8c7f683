using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Store.StoreTexts;

namespace Paxos.Protocol.Tests.Store;

/// <summary>
/// What the store must do, written as plainly as possible: a list of every change that ever was, searched from one end
/// to the other for each question. It shares no code with the store, forgets nothing, and only remembers what was
/// compacted.
/// </summary>
internal sealed class NaiveStore
{
    private readonly List<KeyValue> changes = [];

    public long Revision { get; private set; } = 1;

    public long CompactRevision { get; private set; }

    public string Apply(Operation operation) => operation switch
    {
        AppendOperation append => Put($"values/{Revision + 1:00000000000000000000}", Text(append.Value)),
        PutOperation put => Put(Text(put.Key), Text(put.Value)),
        DeleteRangeOperation delete => Delete(delete),
        CompareAndSetOperation compare => CompareAndSet(compare),
        CompactOperation compact => Compact(compact.Revision),
        RangeOperation range => Read(range),
        _ => throw new InvalidOperationException(),
    };

    /// <summary>The versions that must still be there, by key and then by revision.</summary>
    public IEnumerable<string> Kept() =>
        from change in changes
        where change.ModRevision > CompactRevision || IsNewestAtCompaction(change)
        orderby Convert.ToHexString(change.Key.Span), change.ModRevision
        select Line(change);

    /// <summary>The mod revision of a key, 0 if it does not exist.</summary>
    public long ModRevision(string key) =>
        AsOf(Revision).SingleOrDefault(current => Text(current.Key) == key)?.ModRevision ?? 0;

    private bool IsNewestAtCompaction(KeyValue change)
    {
        var newest = changes.Last(other => IsSameKey(other, change) && other.ModRevision <= CompactRevision);
        return newest == change && !(change.IsTombstone && change.ModRevision < CompactRevision);
    }

    private string Put(string key, string value)
    {
        var before = AsOf(Revision).SingleOrDefault(current => Text(current.Key) == key);
        Revision++;
        changes.Add(new KeyValue(
            Bytes(key),
            Bytes(value),
            before?.CreateRevision ?? Revision,
            Revision,
            (before?.Version ?? 0) + 1));
        return $"written {Revision} {key}";
    }

    private string Delete(DeleteRangeOperation delete)
    {
        var deleted = AsOf(Revision).Where(current => IsWithin(current, delete.Key, delete.RangeEnd)).ToList();
        if (deleted.Count > 0)
        {
            Revision++;
            changes.AddRange(deleted.Select(current => new KeyValue(current.Key, default, 0, Revision, 0)));
        }

        return $"deleted {Revision} {deleted.Count}";
    }

    private string CompareAndSet(CompareAndSetOperation compare)
    {
        var current = AsOf(Revision).SingleOrDefault(kept => kept.Key.Span.SequenceEqual(compare.Key.Span));
        if ((current?.ModRevision ?? 0) != compare.ExpectedModRevision)
        {
            return $"compared False {Revision} {(current is null ? "" : Line(current))}";
        }

        Put(Text(compare.Key), Text(compare.Value));
        return $"compared True {Revision} ";
    }

    private string Compact(long revision)
    {
        if (revision <= CompactRevision)
        {
            return "failed Compacted";
        }

        if (revision > Revision)
        {
            return "failed FutureRevision";
        }

        CompactRevision = revision;
        return $"compacted {Revision}";
    }

    private string Read(RangeOperation range)
    {
        var at = range.Revision <= 0 ? Revision : range.Revision;
        if (at > Revision)
        {
            return "failed FutureRevision";
        }

        if (at < CompactRevision)
        {
            return "failed Compacted";
        }

        var all = AsOf(at).Where(current => IsWithin(current, range.Key, range.RangeEnd)).ToList();
        var wanted = all.Where(current => current.ModRevision >= range.MinModRevision).ToList();
        var limit = range.Limit <= 0 ? wanted.Count : (int)Math.Min(range.Limit, wanted.Count);
        return $"range {Revision} more={limit < wanted.Count} count={all.Count}: "
            + string.Join(' ', wanted.Take(limit).Select(Line));
    }

    private IEnumerable<KeyValue> AsOf(long revision) => changes
        .Where(change => change.ModRevision <= revision)
        .GroupBy(change => Text(change.Key), (_, ofKey) => ofKey.Last())
        .Where(newest => !newest.IsTombstone)
        .OrderBy(newest => Text(newest.Key), StringComparer.Ordinal);

    private static bool IsSameKey(KeyValue one, KeyValue other) => one.Key.Span.SequenceEqual(other.Key.Span);

    private static bool IsWithin(KeyValue keyValue, ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> rangeEnd)
    {
        var (candidate, from, end) = (Text(keyValue.Key), Text(key), Text(rangeEnd));
        return end switch
        {
            "" => candidate == from,
            "\0" => string.CompareOrdinal(candidate, from) >= 0,
            _ => string.CompareOrdinal(candidate, from) >= 0 && string.CompareOrdinal(candidate, end) < 0,
        };
    }
}
