using System.Runtime.InteropServices;
using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// What answers say about revisions that nobody claims: a key that was seen at one revision as an earlier one had left it was not
/// written in between.
/// </summary>
internal sealed class Evidence
{
    private readonly Dictionary<string, SortedList<long, long>> unchanged = new(StringComparer.Ordinal);

    /// <summary>What some calls' answers say.</summary>
    public Evidence(IEnumerable<StoreCall> calls)
    {
        foreach (var call in calls)
        {
            switch (call.Operation, call.Result)
            {
                case (RangeOperation range, RangeResult told):
                    var at = range.Revision > 0 ? range.Revision : told.Revision;
                    foreach (var pair in told.KeyValues)
                    {
                        Note(ModelStore.Text(pair.Key), pair.ModRevision, at);
                    }

                    break;
                case (CompareAndSetOperation, CompareAndSetResult { Current: { } current } told):
                    Note(ModelStore.Text(current.Key), current.ModRevision, told.Revision);
                    break;
                case (CompareAndSetOperation { ExpectedModRevision: > 0 } compare, CompareAndSetResult { Succeeded: true } told):
                    Note(ModelStore.Text(compare.Key), compare.ExpectedModRevision, told.Revision - 1);
                    break;
            }
        }
    }

    /// <summary>Whether an operation that writes one key cannot have made a revision.</summary>
    public bool Excludes(Operation operation, long revision)
    {
        var key = operation switch
        {
            PutOperation put => put.Key,
            CompareAndSetOperation compare => compare.Key,
            DeleteRangeOperation { RangeEnd.IsEmpty: true } delete => delete.Key,
            _ => default,
        };
        if (key.IsEmpty || !unchanged.TryGetValue(ModelStore.Text(key), out var spans))
        {
            return false;
        }

        // The last span that begins below the revision is the only one that can hold it: spans of one key do not overlap.
        var (low, high) = (0, spans.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = spans.Keys[middle] < revision ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && spans.Values[low - 1] >= revision;
    }

    // A key that stands at a revision as `from` left it: one span for each `from`, as long as the latest sight of it says.
    private void Note(string key, long from, long to)
    {
        ref var spans = ref CollectionsMarshal.GetValueRefOrAddDefault(unchanged, key, out _);
        spans ??= [];
        spans[from] = Math.Max(to, spans.GetValueOrDefault(from));
    }
}
