using System.CommandLine;
using Paxos.Cli.Grammar;
using Paxos.Cli.Verbs;

namespace Paxos.Cli.Bench;

/// <summary><c>bench</c>.</summary>
internal static class BenchVerb
{
    private const int WorkersMax = 10_000;
    private const int KeysMax = 1_000_000;
    private static readonly TimeSpan DefaultDuration = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan DefaultWarmup = TimeSpan.FromSeconds(1);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var operation = Typed.Choice<BenchOperation>("--op", [], "What the workers do.");
        var workers = Typed.Number(
            "--workers", "How many requests are under way at once.", 1, WorkersMax, fallback: 64);
        var size = Typed.Number("--size", "Bytes in each value.", 0, Values.ValueBytesMax, fallback: 256);
        var keys = Typed.Number("--keys", "How many keys the requests are spread over.", 1, KeysMax, fallback: 10_000);
        var duration = Typed.Duration("--duration", "How long to measure. [default: 10s]");
        var warmup = Typed.DurationOrZero("--warmup", "How long to run before measuring. [default: 1s]");
        var command = new Command(
            "bench", "Measures throughput and latency with closed loops. Its keys bench/… are deleted when it ends.")
        {
            operation, workers, size, keys, duration, warmup,
        };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var options = new BenchOptions(
                parsed.GetValue(operation),
                (int)parsed.GetValue(workers),
                (int)parsed.GetValue(size),
                (int)parsed.GetValue(keys),
                parsed.GetValue(duration) ?? DefaultDuration,
                parsed.GetValue(warmup) ?? DefaultWarmup);
            var report = await new BenchRun(session, options).RunAsync(cancellationToken);
            session.Printer.Print(report.Document(), report.Write);
        });
    }
}
