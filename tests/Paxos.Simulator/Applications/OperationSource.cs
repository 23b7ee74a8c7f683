using System.Globalization;
using System.Text;
using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.Applications;

/// <summary>
/// Makes operations. No two of one run have the same bytes, so that the checkers can tell whose effect they see: values name their request,
/// and a deletion's range ends at a bound of its own just above the one key that it is meant for.
/// </summary>
internal sealed class OperationSource(Prng random, WorkloadRates rates)
{
    private readonly Dictionary<string, long> modRevisions = new(StringComparer.Ordinal);
    private readonly HashSet<long> compacted = [];
    private long highestRevision;
    private long lastDeletion;

    /// <summary>The operation of the request with this number, a read for a reader, and what kind of request it is.</summary>
    public (Operation Operation, RequestKind Kind) Next(int number, bool isReader = false)
    {
        if (!isReader && random.Chance(rates.Writes))
        {
            return (NextWrite(number), RequestKind.Write);
        }

        return random.Chance(0.7)
            ? (NextRead(), RequestKind.LinearizableRead)
            : (NextRead(), RequestKind.SerializableRead);
    }

    /// <summary>Takes note of an answer, for comparisons that have a chance and for reads of old revisions.</summary>
    public void Learn(Operation operation, OperationResult result)
    {
        switch (result)
        {
            case WrittenResult written:
                highestRevision = Math.Max(highestRevision, written.Revision);
                modRevisions[Encoding.Latin1.GetString(written.Key.Span)] = written.Revision;
                break;
            case DeletedResult { Deleted: > 0 } deleted:
                highestRevision = Math.Max(highestRevision, deleted.Revision);
                lastDeletion = deleted.Revision;
                break;
            case CompareAndSetResult { Succeeded: true } compared when operation is CompareAndSetOperation asked:
                highestRevision = Math.Max(highestRevision, compared.Revision);
                modRevisions[Encoding.Latin1.GetString(asked.Key.Span)] = compared.Revision;
                break;
            case CompareAndSetResult { Current: { } current }:
                modRevisions[Encoding.Latin1.GetString(current.Key.Span)] = current.ModRevision;
                break;
            case RangeResult range:
                highestRevision = Math.Max(highestRevision, range.Revision);
                break;
        }
    }

    private static byte[] Bytes(string text) => Encoding.Latin1.GetBytes(text);

    private string DrawKey() => string.Create(CultureInfo.InvariantCulture, $"key{random.Next(1, rates.Keys)}");

    // Each revision once, so that no two compactions are alike.
    private bool TryCompact(out CompactOperation operation)
    {
        operation = new CompactOperation(random.Chance(0.3) ? lastDeletion : highestRevision - random.Next(0, 6));
        return random.Chance(rates.Compactions) && operation.Revision > 1 && compacted.Add(operation.Revision);
    }

    private Operation NextWrite(int number)
    {
        if (TryCompact(out var compaction))
        {
            return compaction;
        }

        var text = string.Create(CultureInfo.InvariantCulture, $"request{number}");
        var value = Bytes(random.Chance(rates.LargeValues) ? text.PadRight((int)random.Next(1_000, 20_000), '.') : text);
        var key = DrawKey();
        return random.Next(1, 10) switch
        {
            1 or 2 or 3 => new AppendOperation(value),
            4 => new DeleteRangeOperation(Bytes(key), Bytes(string.Create(CultureInfo.InvariantCulture, $"{key}\0{number}"))),
            5 or 6 => new CompareAndSetOperation(Bytes(key), value, modRevisions.GetValueOrDefault(key)),
            _ => new PutOperation(Bytes(key), value),
        };
    }

    private RangeOperation NextRead()
    {
        var revision = random.Chance(0.1) && highestRevision > 1 ? random.Next(Math.Max(1, highestRevision - 12), highestRevision) : 0;
        return random.Next(1, 4) switch
        {
            1 => new RangeOperation(Bytes("key"), Bytes("kez"), Limit: 0, revision, MinModRevision: 0),
            2 => new RangeOperation(
                Bytes("values/"), Bytes("values0"), random.Next(1, 5), revision, Math.Max(0, highestRevision - 10)),
            _ => new RangeOperation(Bytes(DrawKey()), default, Limit: 0, revision, MinModRevision: 0),
        };
    }
}
