using System.Diagnostics;

namespace Paxos.Cli.Bench;

/// <summary>The time in which operations count: after the warm-up, up to the end.</summary>
internal sealed class BenchWindow
{
    private readonly long start;
    private long end;

    /// <summary>Opens after <paramref name="warmup"/>, for <paramref name="duration"/>.</summary>
    public BenchWindow(TimeSpan warmup, TimeSpan duration)
    {
        start = Stopwatch.GetTimestamp() + Ticks(warmup);
        end = start + Ticks(duration);
    }

    /// <summary>Whether the end has come.</summary>
    public bool IsOver => Stopwatch.GetTimestamp() >= Volatile.Read(ref end);

    /// <summary>How long the window has been open, at most as long as it was meant to be.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            var now = Math.Min(Stopwatch.GetTimestamp(), Volatile.Read(ref end));
            return now > start ? Stopwatch.GetElapsedTime(start, now) : TimeSpan.Zero;
        }
    }

    /// <summary>Whether an operation that began at <paramref name="timestamp"/> counts.</summary>
    public bool Holds(long timestamp) => timestamp >= start && timestamp < Volatile.Read(ref end);

    /// <summary>Ends it now.</summary>
    public void Close() => Volatile.Write(ref end, Math.Min(Stopwatch.GetTimestamp(), Volatile.Read(ref end)));

    private static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Stopwatch.Frequency);
}
