using System.Globalization;
using Google.Protobuf;
using Grpc.Core;
using Paxos.Cli.Connection;
using Paxos.Cli.Grammar;
using Paxos.Cli.Verbs;
using Paxos.Node.Protos;

namespace Paxos.Cli.Bench;

/// <summary>One benchmark from the first question to the clearing up.</summary>
/// <param name="session">Endpoints, timeout and streams.</param>
/// <param name="options">What to measure.</param>
internal sealed class BenchRun(Session session, BenchOptions options)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    /// <summary>Measures; Ctrl-C ends it early with what was measured until then.</summary>
    /// <exception cref="CommandFailure">No endpoint serves, or not one operation succeeded.</exception>
    public async Task<BenchReport> RunAsync(CancellationToken cancellationToken)
    {
        var endpoints = await ServingEndpointsAsync(cancellationToken);
        using var channels = new BenchChannels(endpoints, options.Workers, session.Timeout);
        var keys = new BenchKeys(options.Keys);
        var value = RandomValue();
        var workers = Enumerable.Range(0, options.Workers)
            .Select(number => new BenchWorker(number, options, keys, value, channels, session.Timeout))
            .ToArray();
        try
        {
            if (options.Operation != BenchOperation.Write)
            {
                await FillAsync(workers, cancellationToken);
            }

            return await MeasureAsync(workers, cancellationToken);
        }
        finally
        {
            await ClearAsync();
        }
    }

    // A linearizable read proves that the endpoint has a leader behind it; it costs one round and saves a useless run.
    private async Task<IReadOnlyList<Endpoint>> ServingEndpointsAsync(CancellationToken cancellationToken)
    {
        var request = new RangeRequest { Key = ByteString.CopyFromUtf8(BenchKeys.Prefix) };
        var answers = await Task.WhenAll(session.Endpoints.Select(async endpoint =>
        {
            using var connection = new StoreConnection([endpoint], session.Timeout);
            try
            {
                await connection.CallAsync(
                    Effect.None, (channel, call) => channel.Store.RangeAsync(request, call), cancellationToken);
                return (endpoint, failure: (CommandFailure?)null);
            }
            catch (CommandFailure failure)
            {
                return (endpoint, failure);
            }
        }));
        var failures = answers.Where(answer => answer.failure is not null).Select(answer => answer.failure!).ToArray();
        if (failures.Length == answers.Length)
        {
            throw new CommandFailure(
                failures[0].ExitCode, string.Join(' ', failures.Select(failure => failure.Message)));
        }

        foreach (var failure in failures)
        {
            await session.Surroundings.Error.WriteLineAsync($"paxosctl: {failure.Message} Going on without it.");
        }

        return [.. answers.Where(answer => answer.failure is null).Select(answer => answer.endpoint)];
    }

    private static async Task FillAsync(BenchWorker[] workers, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll(workers.Select(worker => worker.FillAsync(cancellationToken)));
        }
        catch (RpcException exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw CommandFailure.Unreachable(
                $"The keys to read could not be written ({exception.StatusCode}): {exception.Status.Detail}");
        }
    }

    private async Task<BenchReport> MeasureAsync(BenchWorker[] workers, CancellationToken cancellationToken)
    {
        var counters = new BenchCounters();
        var window = new BenchWindow(options.Warmup, options.Duration);
        var work = Task.WhenAll(workers.Select(worker => worker.RunAsync(window, counters, cancellationToken)));
        await ShowProgressAsync(window, counters, work, cancellationToken);
        window.Close();
        await work;
        if (counters.Latencies.Count == 0)
        {
            var reasons = string.Join(", ", counters.Failures.Select(failure => $"{failure.Value} {failure.Key}"));
            throw CommandFailure.Unreachable(
                $"No operation succeeded{(reasons.Length == 0 ? " in the time measured" : $": {reasons}")}.");
        }

        return new BenchReport(options, window.Elapsed, counters);
    }

    private async Task ShowProgressAsync(
        BenchWindow window, BenchCounters counters, Task work, CancellationToken cancellationToken)
    {
        while (!window.IsOver && !cancellationToken.IsCancellationRequested)
        {
            await Task.WhenAny(work, Task.Delay(ProgressInterval, cancellationToken));
            if (session.Surroundings.ErrorIsTerminal)
            {
                var elapsed = window.Elapsed.TotalSeconds;
                var whole = options.Duration.TotalSeconds;
                var rate = elapsed > 0 ? counters.Latencies.Count / elapsed : 0;
                var line = string.Create(
                    CultureInfo.InvariantCulture,
                    $"\r{elapsed:F0}s of {whole:F0}s  {rate:F0} operations/s  {counters.Failed} failed ");
                await session.Surroundings.Error.WriteAsync(line);
            }
        }

        if (session.Surroundings.ErrorIsTerminal)
        {
            await session.Surroundings.Error.WriteLineAsync();
        }
    }

    private async Task ClearAsync()
    {
        var prefix = ByteString.CopyFromUtf8(BenchKeys.Prefix);
        var request = new DeleteRangeRequest { Key = prefix, RangeEnd = Keys.EndOfPrefix(prefix) };
        try
        {
            await session.CallAsync(
                Effect.Changes,
                (channel, call) => channel.Store.DeleteRangeAsync(request, call),
                CancellationToken.None);
        }
        catch (CommandFailure failure)
        {
            await session.Surroundings.Error.WriteLineAsync(
                $"paxosctl: The keys {BenchKeys.Prefix}… could not be deleted: {failure.Message}");
        }
    }

    // Random, so that nothing on the way can compress it and flatter the figures.
    private ByteString RandomValue()
    {
        var bytes = new byte[options.ValueBytes];
        new Random(options.ValueBytes).NextBytes(bytes);
        return ByteString.CopyFrom(bytes);
    }
}
