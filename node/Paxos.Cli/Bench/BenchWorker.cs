using System.Diagnostics;
using Google.Protobuf;
using Grpc.Core;
using Paxos.Node.Protos;

namespace Paxos.Cli.Bench;

/// <summary>One closed loop: the next request leaves when the last one was answered.</summary>
/// <param name="number">From 0; chooses the channel and the sequence of keys.</param>
/// <param name="options">What to do.</param>
/// <param name="keys">Where to.</param>
/// <param name="value">What to write.</param>
/// <param name="channels">Through what.</param>
/// <param name="timeout">How long one operation may take.</param>
internal sealed class BenchWorker(
    int number, BenchOptions options, BenchKeys keys, ByteString value, BenchChannels channels, TimeSpan timeout)
{
    // A cluster without a leader refuses at once; a loop that asks again at once would measure nothing but itself.
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromMilliseconds(20);

    private readonly Random random = new(number);

    // One request is under way at a time, so its message can be used again for the next.
    private readonly PutRequest put = new() { Value = value };
    private readonly RangeRequest range = new() { Consistency = Consistency.Linearizable };
    private int failures;

    /// <summary>Works until <paramref name="window"/> ends.</summary>
    public async Task RunAsync(BenchWindow window, BenchCounters counters, CancellationToken cancellationToken)
    {
        while (!window.IsOver && !cancellationToken.IsCancellationRequested)
        {
            var started = Stopwatch.GetTimestamp();
            try
            {
                await OperateAsync();
                if (window.Holds(started) && !window.IsOver)
                {
                    counters.Latencies.Record(Stopwatch.GetElapsedTime(started));
                }
            }
            catch (RpcException exception)
            {
                failures++;
                if (window.Holds(started))
                {
                    counters.Fail(exception.StatusCode);
                }

                await Task.Delay(PauseAfterFailure, CancellationToken.None);
            }
        }
    }

    /// <summary>Puts each of its share of the keys once, so that there is something to read.</summary>
    /// <exception cref="RpcException">A put failed.</exception>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        for (var index = number; index < keys.Count; index += options.Workers)
        {
            put.Key = keys[index];
            await channels.Of(number, failures).Store.PutAsync(put, Deadline(cancellationToken));
        }
    }

    private async Task OperateAsync()
    {
        var channel = channels.Of(number, failures);
        var key = keys[random.Next(keys.Count)];
        if (options.Operation == BenchOperation.Write
            || (options.Operation == BenchOperation.Mixed && random.Next(2) == 0))
        {
            put.Key = key;
            await channel.Store.PutAsync(put, Deadline(CancellationToken.None));
        }
        else
        {
            range.Key = key;
            await channel.Store.RangeAsync(range, Deadline(CancellationToken.None));
        }
    }

    private CallOptions Deadline(CancellationToken cancellationToken) =>
        new(deadline: DateTime.UtcNow + timeout, cancellationToken: cancellationToken);
}
