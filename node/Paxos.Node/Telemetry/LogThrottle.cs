namespace Paxos.Node.Telemetry;

/// <summary>Lets one line of a kind through per interval and counts the others. May be used from any thread.</summary>
/// <param name="timeProvider">The clock.</param>
internal sealed class LogThrottle(TimeProvider timeProvider)
{
    /// <summary>One line of a kind in so long.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly Dictionary<string, Kind> kinds = new(StringComparer.Ordinal);

    /// <summary>Whether a line may be written now.</summary>
    /// <param name="name">Its kind; one of a fixed number.</param>
    /// <param name="suppressed">How many were held back since the last one.</param>
    public bool TryEnter(string name, out long suppressed)
    {
        lock (gate)
        {
            var isKnown = kinds.TryGetValue(name, out var kind);
            if (isKnown && timeProvider.GetElapsedTime(kind.At) < Interval)
            {
                kinds[name] = kind with { Suppressed = kind.Suppressed + 1 };
                suppressed = 0;
                return false;
            }

            suppressed = kind.Suppressed;
            kinds[name] = new Kind(timeProvider.GetTimestamp(), 0);
            return true;
        }
    }

    private readonly record struct Kind(long At, long Suppressed);
}
