using System.Globalization;
using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class NodeCheckProcessTests(TenNodes ten)
{
    [Fact]
    public async Task The_program_checks_a_node_that_runs_beside_it()
    {
        var cluster = await ten.HealAsync();
        var node = cluster["client2"];

        var live = await CheckAsync("--check-live", node);
        var ready = await CheckAsync("--check-ready", node);
        await node.KillAsync();
        var gone = await CheckAsync("--check-live", node);

        Assert.Equal((0, "ok\n"), (live.ExitCode, live.Output));
        Assert.Equal((0, "ready\n"), (ready.ExitCode, ready.Output));
        Assert.Equal(1, gone.ExitCode);
        Assert.Contains("does not answer", gone.Output, StringComparison.Ordinal);
    }

    private static Task<NodeRun> CheckAsync(string check, ClusterNode node) => NodeRun.ToEndAsync(
        NodeBinary.Path, "--name", node.Name, check, "--web-port", node.WebPort.ToString(CultureInfo.InvariantCulture));
}
