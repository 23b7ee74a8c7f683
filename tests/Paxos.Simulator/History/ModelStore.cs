using System.Diagnostics;
using System.Globalization;
using System.Text;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.History;

/// <summary>
/// What the store should do, written again in the simplest way that can be read, on purpose not with the store's own code: a list of
/// versions a key. Knows the operations that applications in the simulator use.
/// </summary>
internal sealed class ModelStore
{
    private readonly SortedDictionary<string, List<KeyValue>> keys = new(StringComparer.Ordinal);

    /// <summary>The current revision; an empty store has 1.</summary>
    public long Revision { get; private set; } = 1;

    /// <summary>The highest revision compacted; the model itself forgets nothing.</summary>
    public long CompactRevision { get; private set; }

    /// <summary>What a compacted store should still hold, by key and revision.</summary>
    public IEnumerable<KeyValue> Kept()
    {
        foreach (var versions in keys.Values)
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

    /// <summary>Does one operation and says what the answer should be.</summary>
    public OperationResult Execute(Operation operation) => operation switch
    {
        AppendOperation append => Append(append),
        PutOperation put => Write(Text(put.Key), put.Value),
        DeleteRangeOperation delete => Delete(delete),
        CompareAndSetOperation compare => CompareAndSet(compare),
        CompactOperation compact => Compact(compact.Revision),
        _ => throw new UnreachableException($"Applications do not write with {operation.GetType().Name}."),
    };

    /// <summary>What a read should have answered at the moment when the store was at <paramref name="current"/>.</summary>
    public RangeResult Read(RangeOperation range, long current)
    {
        var revision = range.Revision > 0 ? range.Revision : current;
        var all = Between(range.Key, range.RangeEnd)
            .Select(versions => versions.LastOrDefault(version => version.ModRevision <= revision))
            .OfType<KeyValue>()
            .Where(version => !version.IsTombstone)
            .ToArray();
        var wanted = all.Where(version => version.ModRevision >= range.MinModRevision).ToArray();
        var taken = range.Limit > 0 ? wanted.Take((int)range.Limit).ToArray() : wanted;
        return new RangeResult(current, taken, taken.Length < wanted.Length, all.Length);
    }

    private static string Text(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    private WrittenResult Append(AppendOperation append) =>
        Write(string.Create(CultureInfo.InvariantCulture, $"values/{Revision + 1:d20}"), append.Value);

    private WrittenResult Write(string key, ReadOnlyMemory<byte> value)
    {
        Revision++;
        var bytes = Encoding.Latin1.GetBytes(key);
        if (!keys.TryGetValue(key, out var versions))
        {
            keys.Add(key, versions = []);
        }

        versions.Add(versions is [.., { IsTombstone: false } last]
            ? new KeyValue(bytes, value, last.CreateRevision, Revision, last.Version + 1)
            : new KeyValue(bytes, value, Revision, Revision, 1));
        return new WrittenResult(Revision, bytes);
    }

    private DeletedResult Delete(DeleteRangeOperation delete)
    {
        var living = Between(delete.Key, delete.RangeEnd).Where(versions => !versions[^1].IsTombstone).ToArray();
        if (living.Length == 0)
        {
            return new DeletedResult(Revision, 0);
        }

        Revision++;
        foreach (var versions in living)
        {
            versions.Add(new KeyValue(versions[^1].Key, default, 0, Revision, 0));
        }

        return new DeletedResult(Revision, living.Length);
    }

    private OperationResult Compact(long revision)
    {
        if (revision <= CompactRevision || revision > Revision)
        {
            var error = revision > Revision ? StoreError.FutureRevision : StoreError.Compacted;
            return new FailedResult(error, $"The model does not compact {revision}.");
        }

        CompactRevision = revision;
        return new CompactedResult(Revision);
    }

    private CompareAndSetResult CompareAndSet(CompareAndSetOperation compare)
    {
        var key = Text(compare.Key);
        var current = keys.TryGetValue(key, out var versions) && !versions[^1].IsTombstone ? versions[^1] : null;
        if ((current?.ModRevision ?? 0) != compare.ExpectedModRevision)
        {
            return new CompareAndSetResult(false, Revision, current);
        }

        return new CompareAndSetResult(true, Write(key, compare.Value).Revision, null);
    }

    private IEnumerable<List<KeyValue>> Between(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> end)
    {
        var from = Text(first);
        var to = Text(end);
        return keys
            .Where(pair => to.Length == 0
                ? string.Equals(pair.Key, from, StringComparison.Ordinal)
                : string.CompareOrdinal(pair.Key, from) >= 0
                    && (to == "\0" || string.CompareOrdinal(pair.Key, to) < 0))
            .Select(pair => pair.Value);
    }
}
