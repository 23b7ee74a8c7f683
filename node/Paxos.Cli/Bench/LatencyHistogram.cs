using System.Numerics;

namespace Paxos.Cli.Bench;

/// <summary>
/// Counts latencies in buckets whose width grows with the latency, so that any number of samples takes 32 KiB and each
/// quantile is off by less than one percent (the idea of HdrHistogram, Tene 2012). Many threads may record at once.
/// </summary>
internal sealed class LatencyHistogram
{
    // Each power of two is cut into this many buckets; below it a bucket is one microsecond wide.
    private const int BucketsPerPower = 128;
    private const int PowerBits = 7;

    // 2^38 microseconds are three days, longer than any deadline.
    private const int LongestBits = 38;

    private readonly long[] buckets = new long[((LongestBits - PowerBits) * BucketsPerPower) + (2 * BucketsPerPower)];
    private long longest;

    /// <summary>How many latencies were recorded.</summary>
    public long Count => buckets.Sum();

    /// <summary>The longest latency recorded; zero where there is none.</summary>
    public TimeSpan Longest => FromMicroseconds(longest);

    /// <summary>Records one latency; negative ones count as zero, absurd ones as three days.</summary>
    public void Record(TimeSpan latency)
    {
        var microseconds = Math.Clamp(latency.Ticks / TimeSpan.TicksPerMicrosecond, 0, (1L << LongestBits) - 1);
        Interlocked.Increment(ref buckets[IndexOf(microseconds)]);
        var seen = Volatile.Read(ref longest);
        while (microseconds > seen)
        {
            seen = Interlocked.CompareExchange(ref longest, microseconds, seen);
        }
    }

    /// <summary>
    /// The latency that the fraction <paramref name="fraction"/> of all did not exceed; zero where there is none.
    /// </summary>
    /// <param name="fraction">Above 0, at most 1: 0.99 is the 99th percentile.</param>
    public TimeSpan Quantile(double fraction)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(fraction * Count));
        var passed = 0L;
        for (var index = 0; index < buckets.Length; index++)
        {
            passed += buckets[index];
            if (passed >= rank)
            {
                return FromMicroseconds(Math.Min(HighestIn(index), longest));
            }
        }

        return TimeSpan.Zero;
    }

    private static TimeSpan FromMicroseconds(long microseconds) =>
        TimeSpan.FromTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    private static int IndexOf(long microseconds)
    {
        if (microseconds < BucketsPerPower)
        {
            return (int)microseconds;
        }

        var shift = BitOperations.Log2((ulong)microseconds) - PowerBits;
        return (shift * BucketsPerPower) + (int)(microseconds >> shift);
    }

    private static long HighestIn(int index)
    {
        if (index < 2 * BucketsPerPower)
        {
            return index;
        }

        var shift = (index / BucketsPerPower) - 1;
        var lowest = (long)((index % BucketsPerPower) + BucketsPerPower) << shift;
        return lowest + (1L << shift) - 1;
    }
}
