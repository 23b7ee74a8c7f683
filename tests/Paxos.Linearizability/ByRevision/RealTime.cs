using Paxos.Linearizability.Models;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// Real-time order (Herlihy and Wing, 1990): what was called after another call had been answered stands after it. Every call is
/// given the lowest place that its answer and the calls answered before it allow, in the order of invocations; if that is above
/// the highest place that its answer allows, no order keeps real time.
/// </summary>
/// <remarks>
/// A serializable read may be old, so nothing that came before raises it. It is never from the future, and what it has shown
/// stays: it raises what is called after it.
/// </remarks>
internal static class RealTime
{
    /// <summary>Checks the calls.</summary>
    /// <param name="placed">Every call whose revision is known, pending ones that have happened among them.</param>
    /// <param name="refusedByStore">Calls whose answer is a refusal by the store, which carries no revision.</param>
    /// <param name="stages">The states that they stand in.</param>
    public static Verdict? Check(IReadOnlyList<Placed> placed, IEnumerable<StoreCall> refusedByStore, Stages stages)
    {
        var items = placed.Select(place => new Item(place.Call, place.Revision, stages.PlacesOf(place.Call, place.Revision)))
            .Concat(refusedByStore.Select(call => new Item(call, null, stages.PlacesOf(call, null))))
            .OrderBy(item => item.Call.InvokedAt)
            .ToArray();
        var byReturn = items.OrderBy(item => item.Call.ReturnedAt).ToArray();
        Item? floor = null;
        var returned = 0;
        foreach (var item in items)
        {
            for (; returned < byReturn.Length && byReturn[returned].Call.ReturnedAt < item.Call.InvokedAt; returned++)
            {
                floor = floor is null || byReturn[returned].Place > floor.Place ? byReturn[returned] : floor;
            }

            // A serializable read, like a refusal to one, depends on how far one learner was.
            item.Place = floor is null || item.Call.IsSerializable ? item.Low : Math.Max(item.Low, floor.Place);
            if (item.Place > item.High)
            {
                return Complain(item, floor);
            }
        }

        return null;
    }

    private static Verdict Complain(Item item, Item? floor)
    {
        if (item.Low > item.High || floor is null)
        {
            return Verdict.Violation(Rule.Answers, $"{item.Call} has no place at all: it contradicts what was compacted");
        }

        return Verdict.Violation(
            Rule.Linearizability,
            $"{item.Call} stands {item.Where} and was called after this had been answered, which stands {floor.Where}: {floor.Call}");
    }

    private sealed class Item(StoreCall call, long? revision, (long Low, long High) places)
    {
        public StoreCall Call => call;

        public long Low => places.Low;

        public long High => places.High;

        public long Place { get; set; }

        public string Where => revision is { } at ? $"at revision {at}" : "where the store would refuse it";
    }
}
