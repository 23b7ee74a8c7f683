using System.Diagnostics;
using Paxos.Protocol.Store;

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
    private readonly CallRecorder recorder = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly List<Task> loops = [];
    private int number;
    private int visitors;

    private ClientLoad(string prefix, TimeSpan pause)
    {
        this.prefix = prefix;
        this.pause = pause;
    }

    /// <summary>The load's clock.</summary>
    public TimeSpan Now => recorder.Now;

    /// <summary>What every value begins with.</summary>
    public string Prefix => prefix;

    /// <summary>Everything that was called so far.</summary>
    public CallRecorder Recorder => recorder;

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<WriteRecord> Writes => [.. recorder.Calls.Where(call => call.IsWrite).Select(WriteRecord.Of)];

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
                load.RunAsync($"{(loop < writers ? "writer" : "reader")}{loop}", client, loop < writers));
        }

        return load;
    }

    /// <summary>One more write, at once, beside those of the loops.</summary>
    public Task WriteAsync(StoreClient client)
    {
        var append = NextAppend();
        return recorder.CallAsync(
            $"visitor{Interlocked.Increment(ref visitors)}", client, append, cancellationToken: stopping.Token);
    }

    /// <summary>Waits until so many writes that were issued at some time or later are acknowledged.</summary>
    /// <exception cref="TimeoutException">They are not within <see cref="ProcessCluster.Patience"/>.</exception>
    public Task UntilAcknowledgedAsync(int count, TimeSpan issuedSince) => UntilAsync(
        $"{count} writes of {prefix} are acknowledged",
        () => Count(issuedSince, isWrite: true) >= count);

    /// <summary>Waits until so many reads that were issued at some time or later are answered.</summary>
    /// <exception cref="TimeoutException">They are not within <see cref="ProcessCluster.Patience"/>.</exception>
    public Task UntilReadAsync(int count, TimeSpan issuedSince) => UntilAsync(
        $"{count} reads are answered", () => Count(issuedSince, isWrite: false) >= count);

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

    private int Count(TimeSpan issuedSince, bool isWrite) => recorder.Calls.Count(call =>
        call.IsAnswered && call.IsWrite == isWrite && CallRecorder.Time(call.InvokedAt) >= issuedSince);

    private AppendOperation NextAppend() =>
        new(System.Text.Encoding.UTF8.GetBytes($"{prefix}-{Interlocked.Increment(ref number)}"));

    private async Task RunAsync(string name, StoreClient client, bool isWriter)
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                Operation operation = isWriter ? NextAppend() : StoreCalls.RevisionOnly;
                var call = await recorder.CallAsync(name, client, operation, cancellationToken: stopping.Token);
                var wait = call.IsAnswered ? pause : PauseAfterFailure;
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
}
