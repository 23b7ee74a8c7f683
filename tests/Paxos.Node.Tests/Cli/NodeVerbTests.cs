using System.Text.Json;

namespace Paxos.Node.Tests.Cli;

public sealed class NodeVerbTests
{
    [Fact]
    public async Task Responses_are_listed_newest_last()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "responses");

        Assert.Equal("TIME                       REQUEST        OUTCOME   REVISION   LATENCY", outcome.Lines[0]);
        Assert.Equal("2023-11-14T22:13:20.123Z   write          ok        2          1.5ms", outcome.Lines[1]);
        Assert.StartsWith("2023-11-14T22:13:21.000Z   read values/", outcome.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_shows_one_fact_a_line()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "status");

        Assert.Contains("LEADER     proposer2", outcome.Lines);
        Assert.Contains("SERVES     yes", outcome.Lines);
    }

    [Fact]
    public async Task Nodes_are_a_table_sorted_by_name()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "nodes");

        Assert.Equal(
            [
                "NAME        ROLE               STATUS   LEADER   APPLIED   AGE    ADDRESS",
                "acceptor1   acceptor           Dead     -        0         0s     127.0.0.1:7004",
                "proposer1   proposer,learner   Alive    yes      42        5m3s   127.0.0.1:7001",
            ],
            outcome.Lines);
    }

    [Fact]
    public async Task Wide_nodes_have_every_address()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "nodes", "-o", "wide");

        Assert.EndsWith(
            "ADDRESS          WEB              CLIENT   VERSION", outcome.Lines[0], StringComparison.Ordinal);
        Assert.EndsWith("127.0.0.1:7001   127.0.0.1:8001   -        0.1.0", outcome.Lines[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nodes_as_json_have_their_roles_as_a_list()
    {
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(node, "nodes", "-o", "json");

        var first = JsonDocument.Parse(outcome.Output).RootElement.GetProperty("nodes")[1];
        Assert.Equal(
            ["proposer", "learner"], first.GetProperty("roles").EnumerateArray().Select(role => role.GetString()));
        Assert.True(first.GetProperty("leader").GetBoolean());
    }
}
