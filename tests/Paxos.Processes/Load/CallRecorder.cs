using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;
using Paxos.Linearizability;
using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Processes.Load;

/// <summary>Makes calls of the store and keeps how each ended, as a history. Its times are microseconds of one clock.</summary>
internal sealed class CallRecorder
{
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<StoreCall> calls = new();
    private readonly ConcurrentDictionary<string, int> failures = new();
    private int number;

    /// <summary>The history's clock.</summary>
    public TimeSpan Now => clock.Elapsed;

    /// <summary>What has ended so far, in the order in which it ended.</summary>
    public IReadOnlyCollection<StoreCall> Calls => calls;

    /// <summary>How many calls have failed, by status and by which end made the status up.</summary>
    public IReadOnlyDictionary<string, int> Failures => failures;

    /// <summary>Microseconds as a time.</summary>
    public static TimeSpan Time(long microseconds) => TimeSpan.FromMicroseconds(microseconds);

    /// <summary>Makes a call once and records how it ended. It does not throw for a call that failed.</summary>
    /// <param name="process">Who calls; it makes no other call meanwhile.</param>
    /// <param name="client">The connection.</param>
    /// <param name="operation">What is asked.</param>
    /// <param name="isSerializable">Whether a read may be old.</param>
    /// <param name="cancellationToken">Ends the wait; the call is pending then.</param>
    public async Task<StoreCall> CallAsync(
        string process,
        StoreClient client,
        Operation operation,
        bool isSerializable = false,
        CancellationToken cancellationToken = default)
    {
        var call = new StoreCall
        {
            Number = Interlocked.Increment(ref number),
            Process = process,
            InvokedAt = Microseconds(),
            Outcome = Outcome.Unknown,
            Operation = operation,
            IsSerializable = isSerializable,
        };
        try
        {
            var result = await client.RunAsync(operation, isSerializable, cancellationToken);
            call = call with { Outcome = Outcome.Answered, ReturnedAt = Microseconds(), Result = result };
        }
        catch (RpcException failure)
        {
            call = call with { Outcome = OutcomeOf(failure) };
            failures.AddOrUpdate(NameOf(failure), 1, (_, count) => count + 1);
        }

        calls.Enqueue(call);
        return call;
    }

    private static bool IsOfNode(RpcException failure) => failure.Status.DebugException is null;

    private static string NameOf(RpcException failure) =>
        $"{failure.StatusCode} {(IsOfNode(failure) ? "by the node" : "by the caller")}";

    // These two statuses promise that nothing was stored, when the client node itself gives them. What the caller's own end makes
    // up for a connection that breaks says nothing about what the node did with the request.
    private static Outcome OutcomeOf(RpcException failure) =>
        failure.StatusCode is StatusCode.ResourceExhausted or StatusCode.Unavailable && IsOfNode(failure)
            ? Outcome.Refused
            : Outcome.Unknown;

    private long Microseconds() => (long)clock.Elapsed.TotalMicroseconds;
}
