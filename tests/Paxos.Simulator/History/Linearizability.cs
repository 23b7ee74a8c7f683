using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.History;

/// <summary>
/// Real-time order (Herlihy and Wing, 1990), in O(n log n): the store's revisions are the order, so it only remains to check that no
/// request stands before one that had been answered when it was asked. What the answers say is checked by
/// <see cref="HistoryChecker"/>. A write whose outcome is unknown stands where the log has it, and ends never. A serializable read
/// may be old but not from the future.
/// </summary>
internal static class Linearizability
{
    private const string Name = "linearizability";

    /// <summary>Checks the order of everything answered and of every write that happened.</summary>
    /// <exception cref="ViolationException">Two requests contradict real time.</exception>
    public static void Check(IReadOnlyList<HistoryEntry> entries, LogReplay replay)
    {
        var points = Place(entries, replay);
        HistoryEntry? earliest = null;
        HistoryEntry? earliestOrSerializable = null;

        // From the last revision to the first, keeping the earliest reply met: whatever stands before it must have been asked by then.
        // At one revision the write that made it comes first; the rest changed nothing and can stand in any order.
        foreach (var atRevision in points.GroupBy(point => point.Revision).OrderByDescending(group => group.Key))
        {
            var others = atRevision.Where(point => !point.IsMaker).ToArray();
            foreach (var point in others.Where(point => !point.IsSerializable))
            {
                Require(point, earliest);
            }

            foreach (var point in others)
            {
                earliest = point.IsSerializable ? earliest : Earlier(earliest, point);
                earliestOrSerializable = Earlier(earliestOrSerializable, point);
            }

            foreach (var maker in atRevision.Where(point => point.IsMaker))
            {
                Require(maker, earliestOrSerializable);
                earliest = Earlier(earliest, maker);
                earliestOrSerializable = Earlier(earliestOrSerializable, maker);
            }
        }
    }

    private static List<Point> Place(IReadOnlyList<HistoryEntry> entries, LogReplay replay)
    {
        var executed = replay.Executions.ToDictionary(
            execution => HistoryChecker.KeyOf(execution.Bytes), StringComparer.Ordinal);
        var points = new List<Point>(entries.Count);
        foreach (var entry in entries)
        {
            if (entry.Kind == RequestKind.Write)
            {
                if (executed.TryGetValue(HistoryChecker.KeyOf(entry.Bytes), out var execution))
                {
                    points.Add(new Point(execution.Revision, entry, execution.Changed));
                }
            }
            else if (entry is { IsDone: true, Result: RangeResult told })
            {
                points.Add(new Point(told.Revision, entry, IsMaker: false));
            }
        }

        return points;
    }

    private static void Require(Point point, HistoryEntry? later)
    {
        if (later is not null && later.RepliedAt < point.Entry.InvokedAt)
        {
            throw new ViolationException(
                Name,
                $"{point.Entry} was asked at {point.Entry.InvokedAt} and stands at revision {point.Revision}, before "
                + $"{later}, which had been answered at {later.RepliedAt}");
        }
    }

    private static HistoryEntry? Earlier(HistoryEntry? known, Point point) =>
        known is null || point.Entry.RepliedAt < known.RepliedAt ? point.Entry : known;

    private readonly record struct Point(long Revision, HistoryEntry Entry, bool IsMaker)
    {
        public bool IsSerializable => Entry.Kind == RequestKind.SerializableRead;
    }
}
