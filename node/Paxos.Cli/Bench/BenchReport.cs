using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Cli.Output;

namespace Paxos.Cli.Bench;

/// <summary>What was measured.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="Elapsed">How long was measured; shorter than asked when it was interrupted.</param>
/// <param name="Counters">What the workers counted.</param>
internal sealed record BenchReport(BenchOptions Options, TimeSpan Elapsed, BenchCounters Counters)
{
    private static readonly (string Name, string JsonName, double Fraction)[] Quantiles =
        [("p50", "p50Ms", 0.5), ("p90", "p90Ms", 0.9), ("p99", "p99Ms", 0.99), ("p99.9", "p999Ms", 0.999)];

    /// <summary>Operations that succeeded, per second.</summary>
    public double OperationsPerSecond => Math.Round(Counters.Latencies.Count / Elapsed.TotalSeconds, 1);

    /// <summary>The report as one object.</summary>
    public JsonObject Document()
    {
        var document = new JsonObject
        {
            ["op"] = Options.Operation.ToString().ToLowerInvariant(),
            ["workers"] = Options.Workers,
            ["sizeBytes"] = Options.ValueBytes,
            ["keys"] = Options.Keys,
            ["durationSeconds"] = Math.Round(Elapsed.TotalSeconds, 3),
            ["operations"] = Counters.Latencies.Count,
            ["opsPerSecond"] = OperationsPerSecond,
        };
        foreach (var (_, name, fraction) in Quantiles)
        {
            document[name] = Counters.Latencies.Quantile(fraction).TotalMilliseconds;
        }

        document["maxMs"] = Counters.Latencies.Longest.TotalMilliseconds;
        document["failed"] = Counters.Failed;
        document["failures"] = new JsonObject(Counters.Failures
            .OrderBy(failure => failure.Key)
            .Select(failure => KeyValuePair.Create(failure.Key.ToString(), (JsonNode?)failure.Value)));
        return document;
    }

    /// <summary>The report for people.</summary>
    public void Write(TextWriter output)
    {
        var facts = new List<(string, string)>
        {
            ("OPERATION", $"{Options.Operation.ToString().ToLowerInvariant()}, {Options.Workers} workers, "
                + $"{Options.ValueBytes} bytes, {Options.Keys} keys"),
            ("MEASURED", Text($"{Elapsed.TotalSeconds:F1} s")),
            ("THROUGHPUT", Text($"{OperationsPerSecond:F1} operations/s")),
        };
        facts.AddRange(Quantiles.Select(quantile => (
            quantile.Name.ToUpperInvariant(),
            Text($"{Counters.Latencies.Quantile(quantile.Fraction).TotalMilliseconds:F2} ms"))));
        facts.Add(("MAX", Text($"{Counters.Latencies.Longest.TotalMilliseconds:F2} ms")));
        facts.Add(("FAILED", Text($"{Counters.Failed}")));
        facts.AddRange(Counters.Failures.OrderBy(failure => failure.Key)
            .Select(failure => ($"  {failure.Key}", Text($"{failure.Value}"))));
        Table.WriteFacts(output, facts);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
