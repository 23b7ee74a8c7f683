using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// The states that the store went through, numbered: one for each revision, and one more for each compaction, which makes no
/// revision but decides what may be read. What begins a stage stands at twice its number, what changes nothing one above: all that
/// stands at one place can be put in any order.
/// </summary>
internal sealed class Stages
{
    private readonly List<(long Revision, long Level)> stages = [];
    private readonly Dictionary<StoreCall, long> begins = new(ReferenceEqualityComparer.Instance);

    /// <summary>The stages that some placed calls go through.</summary>
    /// <param name="placed">Every maker of a revision, and every compaction whose place is known.</param>
    /// <param name="pendingCompactions">Compactions that may stand anywhere or not have happened.</param>
    public Stages(IEnumerable<Placed> placed, IEnumerable<StoreCall> pendingCompactions)
    {
        PendingCompactions = [.. pendingCompactions];
        stages.Add((ModelStore.FirstRevision, 0));
        var level = 0L;
        var ordered = placed
            .Where(place => place.IsMaker || IsCompaction(place))
            .OrderBy(place => place.Revision)
            .ThenBy(place => place.IsMaker ? 0 : 1)
            .ThenBy(place => place.Call.Operation is CompactOperation compact ? compact.Revision : 0);
        foreach (var place in ordered)
        {
            if (place.Call.Operation is CompactOperation compact)
            {
                Complaint ??= compact.Revision > level
                    ? null
                    : $"{place.Call} was answered although revision {level} had been compacted before it";
                level = Math.Max(level, compact.Revision);
            }

            stages.Add((place.Revision, level));
            begins[place.Call] = 2 * (stages.Count - 1);
        }
    }

    /// <summary>What is wrong with the compactions themselves; null when nothing is.</summary>
    public string? Complaint { get; }

    /// <summary>Compactions that may stand anywhere or not have happened.</summary>
    public IReadOnlyList<StoreCall> PendingCompactions { get; }

    /// <summary>The lowest and the highest place that a call's answer allows; none when the lowest is above the highest.</summary>
    public (long Low, long High) PlacesOf(StoreCall call, long? revision)
    {
        if (begins.TryGetValue(call, out var begin))
        {
            return (begin, begin);
        }

        var first = revision is { } at ? FirstWith(stage => stage.Revision >= at) : 0;
        var last = revision is { } known ? FirstWith(stage => stage.Revision > known) - 1 : stages.Count - 1;
        switch (call.Operation, call.Result)
        {
            case (RangeOperation { Revision: > 0 } range, RangeResult):
                last = Math.Min(last, FirstWith(stage => stage.Level > range.Revision) - 1);
                break;
            case (RangeOperation range, FailedResult { Error: StoreError.FutureRevision }):
                last = FirstWith(stage => stage.Revision >= range.Revision) - 1;
                break;
            case (CompactOperation compact, FailedResult { Error: StoreError.FutureRevision }):
                last = FirstWith(stage => stage.Revision >= compact.Revision) - 1;
                break;
            case (RangeOperation range, FailedResult { Error: StoreError.Compacted }):
                first = FirstCompacted(call, range.Revision + 1);
                break;
            case (CompactOperation compact, FailedResult { Error: StoreError.Compacted }):
                first = FirstCompacted(call, compact.Revision);
                break;
        }

        return ((2 * first) + 1, (2 * last) + 1);
    }

    private static bool IsCompaction(Placed place) => place.Call is { Operation: CompactOperation, Result: null or CompactedResult };

    // A pending compaction that may have come before explains a refusal anywhere.
    private int FirstCompacted(StoreCall call, long level) =>
        PendingCompactions.Any(compaction =>
            compaction.InvokedAt <= call.ReturnedAt && ((CompactOperation)compaction.Operation).Revision >= level)
            ? 0
            : FirstWith(stage => stage.Level >= level);

    // Revisions and levels never fall from one stage to the next.
    private int FirstWith(Func<(long Revision, long Level), bool> holds)
    {
        var (low, high) = (0, stages.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = holds(stages[middle]) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }
}
