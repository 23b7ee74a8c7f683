using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>
/// How many requests a second, and how long one takes: by <c>paxosctl bench</c>, over both client nodes.
/// </summary>
/// <param name="programs">Has paxosctl.</param>
/// <param name="seconds">How long each run is measured.</param>
internal sealed class Throughput(Programs programs, int seconds)
{
    private const int ManyWorkers = 256;
    private const double WritesPerSecondGoal = 5_000;
    private const double ReadsPerSecondGoal = 8_000;
    private const double LoneWriteMillisecondsGoal = 3;

    /// <summary>Measures.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync(ProcessCluster cluster)
    {
        var writes = await BenchAsync(cluster, "write", ManyWorkers);
        var reads = await BenchAsync(cluster, "read", ManyWorkers);
        var lone = await BenchAsync(cluster, "write", 1);
        return
        [
            new Figure(
                $"writes, {ManyWorkers} workers, 256 bytes", Number(writes, "opsPerSecond"), "/s",
                AtLeast: WritesPerSecondGoal, Details: Details(writes)),
            new Figure(
                $"linearizable reads, {ManyWorkers} workers, 256 bytes", Number(reads, "opsPerSecond"), "/s",
                AtLeast: ReadsPerSecondGoal, Details: Details(reads)),
            new Figure(
                "median of a write, 1 worker", Number(lone, "p50Ms"), "ms",
                AtMost: LoneWriteMillisecondsGoal, Details: Details(lone)),
        ];
    }

    private async Task<JsonObject> BenchAsync(ProcessCluster cluster, string operation, int workers)
    {
        var endpoints = string.Join(',', cluster.Clients.Select(client => client.Endpoint));
        var report = await Command.RunAsync(
            programs.Root, programs.Control, "--endpoints", endpoints, "bench", "--op", operation,
            "--workers", workers.ToString(CultureInfo.InvariantCulture), "--size", "256", "--keys", "10000",
            "--duration", $"{seconds}s", "--warmup", "2s", "-o", "json");
        return (JsonObject)JsonNode.Parse(report)!;
    }

    private static double Number(JsonObject report, string name) => (double)report[name]!;

    private static string Details(JsonObject report) => string.Create(
        CultureInfo.InvariantCulture,
        $"p50 {Number(report, "p50Ms"):0.##} ms, p99 {Number(report, "p99Ms"):0.##} ms, "
        + $"failed {Number(report, "failed")}");
}
