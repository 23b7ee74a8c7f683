using System.Collections.Concurrent;
using System.Diagnostics;
using Grpc.Core;

namespace Paxos.Processes.Load;

/// <summary>
/// Applications at work: closed loops that append values of which no two are alike, or read the revision linearizably,
/// and keep a record of what they were answered. A write that fails is never made again, so each value is stored at
/// most once.
/// </summary>
internal sealed class ClientLoad : IAsyncDisposable
{
    /// <summary>After a failure, so that a loop does not spin on a node that is down.</summary>
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(20);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(5);

    private readonly string prefix;
    private readonly TimeSpan pause;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly ConcurrentQueue<WriteRecord> writes = new();
    private readonly ConcurrentQueue<ReadRecord> reads = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> loops = [];
    private int number;

    private ClientLoad(string prefix, TimeSpan pause)
    {
        this.prefix = prefix;
        this.pause = pause;
    }

    /// <summary>The load's clock.</summary>
    public TimeSpan Now => clock.Elapsed;

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<WriteRecord> Writes => [.. writes];

    /// <summary>What was read so far.</summary>
    public IReadOnlyList<ReadRecord> Reads => [.. reads];

    /// <summary>Sets the loops going.</summary>
    /// <param name="prefix">What every value begins with.</param>
    /// <param name="clients">Where the loops go, in turn.</param>
    /// <param name="writers">How many loops write.</param>
    /// <param name="readers">How many read.</param>
    /// <param name="pause">How long a loop waits after each answer; zero for as fast as it can.</param>
    public static ClientLoad Start(
        string prefix, IReadOnlyList<StoreClient> clients, int writers, int readers, TimeSpan pause)
    {
        var load = new ClientLoad(prefix, pause);
        for (var loop = 0; loop < writers + readers; loop++)
        {
            var client = clients[loop % clients.Count];
            load.loops.Add(
                loop < writers ? load.RunAsync(load.WriteAsync, client) : load.RunAsync(load.ReadAsync, client));
        }

        return load;
    }

    /// <summary>One more write, at once, beside those of the loops.</summary>
    public Task WriteAsync(StoreClient client) => WriteAsync(client, stopping.Token);

    /// <summary>Waits until so many writes that were issued at some time or later are acknowledged.</summary>
    /// <exception cref="TimeoutException">They are not within <see cref="ProcessCluster.Patience"/>.</exception>
    public Task UntilAcknowledgedAsync(int count, TimeSpan issuedSince) => UntilAsync(
        $"{count} writes of {prefix} are acknowledged",
        () => writes.Count(write => write.IsAcknowledged && write.IssuedAt >= issuedSince) >= count);

    /// <summary>Waits until so many reads that were issued at some time or later are answered.</summary>
    /// <exception cref="TimeoutException">They are not within <see cref="ProcessCluster.Patience"/>.</exception>
    public Task UntilReadAsync(int count, TimeSpan issuedSince) => UntilAsync(
        $"{count} reads are answered", () => reads.Count(read => read.IssuedAt >= issuedSince) >= count);

    /// <summary>Ends the loops; what is under way then may or may not happen.</summary>
    public async Task StopAsync()
    {
        await stopping.CancelAsync();
        await Task.WhenAll(loops);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        stopping.Dispose();
    }

    private static async Task UntilAsync(string what, Func<bool> holds)
    {
        var waited = Stopwatch.StartNew();
        while (!holds())
        {
            if (waited.Elapsed > ProcessCluster.Patience)
            {
                throw new TimeoutException($"Not within {ProcessCluster.Patience.TotalSeconds} s: {what}.");
            }

            await Task.Delay(LookInterval);
        }
    }

    private async Task RunAsync(Func<StoreClient, CancellationToken, Task<bool>> step, StoreClient client)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                var wait = await step(client, stopping.Token) ? pause : PauseAfterFailure;
                if (wait > TimeSpan.Zero)
                {
                    await Task.Delay(wait, stopping.Token);
                }
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The load ends in the middle of a pause.
        }
    }

    private async Task<bool> WriteAsync(StoreClient client, CancellationToken cancellationToken)
    {
        var value = $"{prefix}-{Interlocked.Increment(ref number)}";
        var issuedAt = Now;
        long? revision = null;
        try
        {
            revision = await client.AppendAsync(value, cancellationToken);
        }
        catch (RpcException)
        {
            // Whatever the status: a connection that breaks says nothing about what the node did with the request.
        }

        writes.Enqueue(new WriteRecord(value, issuedAt, Now, revision));
        return revision is not null;
    }

    private async Task<bool> ReadAsync(StoreClient client, CancellationToken cancellationToken)
    {
        var issuedAt = Now;
        try
        {
            var revision = await client.ReadRevisionAsync(cancellationToken);
            reads.Enqueue(new ReadRecord(issuedAt, Now, revision));
            return true;
        }
        catch (RpcException)
        {
            return false;
        }
    }
}
