using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Paxos.Node.Protos;

namespace Paxos.Node.Tests.Cli;

public sealed class BenchTests
{
    // Short, yet long enough that a busy machine gets something done in it.
    private static readonly string[] Short =
    [
        "bench", "--workers", "8", "--keys", "50", "--size", "16", "--duration", "2s", "--warmup", "500ms",
    ];

    [Theory]
    [InlineData("write", true, false)]
    [InlineData("read", false, true)]
    [InlineData("mixed", true, true)]
    public async Task The_result_is_one_json_object(string operation, bool writes, bool reads)
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, [.. Short, "--op", operation, "-o", "json"]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var result = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.True(result.GetProperty("opsPerSecond").GetDouble() > 0);
        Assert.True(result.GetProperty("p50Ms").GetDouble() > 0);
        Assert.True(result.GetProperty("p99Ms").GetDouble() >= result.GetProperty("p50Ms").GetDouble());
        Assert.Equal(0, result.GetProperty("failed").GetInt64());
        var puts = node.Store.Requests.OfType<PutRequest>().Count();
        Assert.Equal(writes, puts > 50);
        Assert.Equal(reads, node.Store.Requests.OfType<RangeRequest>().Count() > 1);
    }

    [Fact]
    public async Task The_keys_of_a_benchmark_are_gone_when_it_ends()
    {
        await using var node = await FakeClientNode.StartAsync();
        await CommandLine.RunAsync(node, "write", "mine", "--key", "mine");

        await CommandLine.RunAsync(node, Short);

        var left = await CommandLine.RunAsync(node, "read");
        Assert.Equal("2\tmine\tmine\n", left.Output);
    }

    [Fact]
    public async Task The_table_names_throughput_and_quantiles()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, Short);

        Assert.Equal(
            ["OPERATION", "MEASURED", "THROUGHPUT", "P50", "P90", "P99", "P99.9", "MAX", "FAILED"],
            outcome.Lines.Select(line => line.Split(' ')[0]));
    }

    [Fact]
    public async Task Failures_are_counted_by_kind()
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.FailNext(_ => Task.CompletedTask);
        foreach (var _ in Enumerable.Range(0, 5))
        {
            node.Store.FailNext(StatusCode.ResourceExhausted, "too many requests");
        }

        var outcome = await CommandLine.RunAsync(node, [.. Short[..^2], "--warmup", "0s", "-o", "json"]);

        var result = JsonDocument.Parse(outcome.Output).RootElement;
        Assert.Equal(5, result.GetProperty("failed").GetInt64());
        Assert.Equal(5, result.GetProperty("failures").GetProperty("ResourceExhausted").GetInt64());
    }

    [Fact]
    public async Task An_unreachable_cluster_is_told_at_once()
    {
        using var dead = ReservedPort.Refusing();
        var clock = Stopwatch.StartNew();

        var outcome = await CommandLine.RunAsync("--endpoints", dead.Endpoint, "bench");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("cannot be reached", outcome.Error, StringComparison.Ordinal);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), $"It took {clock.Elapsed}.");
    }

    [Fact]
    public async Task A_benchmark_goes_on_without_an_endpoint_that_does_not_serve()
    {
        using var dead = ReservedPort.Refusing();
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(
            ["--endpoints", $"{dead.Endpoint},{node.Endpoint}", .. Short, "-o", "json"]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Contains("Going on without it.", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(0, JsonDocument.Parse(outcome.Output).RootElement.GetProperty("failed").GetInt64());
    }
}
