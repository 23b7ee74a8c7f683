using System.Collections.Concurrent;
using Grpc.Core;

namespace Paxos.Cli.Bench;

/// <summary>What the workers count together.</summary>
internal sealed class BenchCounters
{
    private readonly ConcurrentDictionary<StatusCode, long> failures = new();
    private long failed;

    /// <summary>The latencies of the operations that succeeded.</summary>
    public LatencyHistogram Latencies { get; } = new();

    /// <summary>How many operations failed.</summary>
    public long Failed => Volatile.Read(ref failed);

    /// <summary>Failures by their gRPC status; there are only so many.</summary>
    public IReadOnlyDictionary<StatusCode, long> Failures => failures;

    /// <summary>Counts a failure.</summary>
    public void Fail(StatusCode status)
    {
        Interlocked.Increment(ref failed);
        failures.AddOrUpdate(status, 1, (_, count) => count + 1);
    }
}
