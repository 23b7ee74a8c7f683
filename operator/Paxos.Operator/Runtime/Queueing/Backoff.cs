namespace Paxos.Operator.Runtime.Queueing;

/// <summary>How long to wait after so many failures in a row.</summary>
/// <param name="Base">The wait after the first.</param>
/// <param name="Max">The longest wait.</param>
internal sealed record Backoff(TimeSpan Base, TimeSpan Max)
{
    /// <summary>The wait: it doubles with each failure up to the longest, and is up to a fifth less, so that what failed together does not
    /// try together.</summary>
    /// <param name="failures">The failures so far, at least 1.</param>
    /// <param name="chance">A number from 0 to 1.</param>
    public TimeSpan After(int failures, double chance)
    {
        // From 2^30 on any base is beyond any sensible longest wait; a larger shift would overflow.
        var factor = 1L << Math.Min(failures - 1, 30);
        var wait = TimeSpan.FromTicks((long)Math.Min(Max.Ticks, (double)Base.Ticks * factor));
        return wait * (1 - (0.2 * chance));
    }
}
