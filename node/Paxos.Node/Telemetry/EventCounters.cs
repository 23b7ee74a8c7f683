namespace Paxos.Node.Telemetry;

/// <summary>
/// Counts the core's events by type for <c>/metrics</c>. The host counts every event, also those whose level is not
/// logged. May be called from any thread.
/// </summary>
internal sealed class EventCounters
{
    /// <summary>
    /// Kinds counted on their own: far above the number of event types, so that a caller's mistake cannot fill the
    /// memory.
    /// </summary>
    public const int KindsMax = 256;

    /// <summary>The name under which kinds beyond <see cref="KindsMax"/> are counted together.</summary>
    public const string OtherName = "Other";

    private readonly Lock gate = new();
    private readonly SortedDictionary<(string Name, LogLevel Level), long> counts = new(
        Comparer<(string Name, LogLevel Level)>.Create(Compare));

    /// <summary>Counts one event.</summary>
    /// <param name="name">Its type name, such as <c>LeadershipWon</c>.</param>
    /// <param name="level">The level at which it is logged.</param>
    public void Count(string name, LogLevel level)
    {
        lock (gate)
        {
            var kind = (name, level);
            if (!counts.ContainsKey(kind) && counts.Count >= KindsMax)
            {
                kind = (OtherName, LogLevel.None);
            }

            counts[kind] = counts.GetValueOrDefault(kind) + 1;
        }
    }

    /// <summary>All counts, by name.</summary>
    public IReadOnlyList<EventCount> Snapshot()
    {
        lock (gate)
        {
            return [.. counts.Select(pair => new EventCount(pair.Key.Name, pair.Key.Level, pair.Value))];
        }
    }

    private static int Compare((string Name, LogLevel Level) left, (string Name, LogLevel Level) right)
    {
        var byName = string.CompareOrdinal(left.Name, right.Name);
        return byName != 0 ? byName : left.Level.CompareTo(right.Level);
    }
}
