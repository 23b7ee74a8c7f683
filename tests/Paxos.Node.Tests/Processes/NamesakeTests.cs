using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class NamesakeTests(TenNodes ten)
{
    [Theory]
    [InlineData("proposer2")]
    [InlineData("acceptor2")]
    public async Task Two_nodes_of_one_name_are_reported_with_both_addresses_and_do_agreement_no_harm(string name)
    {
        var cluster = await ten.HealAsync();
        var original = cluster[name];
        var namesake = cluster.NamesakeOf(original);
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(20, TimeSpan.Zero);

        namesake.Start();
        await cluster.UntilAsync($"the conflict of two {name}s is reported", async () =>
            await IsReportedAsync(original, namesake) || await IsReportedAsync(namesake, original));
        await load.UntilAcknowledgedAsync(100, load.Now);

        await namesake.KillAsync();

        // The conflict is remembered for a minute; a new life begins without it.
        await original.KillAsync();
        original.Start();
        await cluster.UntilReadyAsync();
        await ten.CheckAsync(load);
    }

    private static async Task<bool> IsReportedAsync(ClusterNode node, ClusterNode other) =>
        await node.LookAsync() is { Condition: "NameConflict", Reason: var reason }
        && reason.Contains(node.Name, StringComparison.Ordinal)
        && reason.Contains(other.PeerAddress, StringComparison.Ordinal)
        && await node.ObstacleAsync() is { } obstacle && obstacle.Contains(reason, StringComparison.Ordinal)
        && node.Log.Split('\n').Any(line => line.Contains("Two nodes are named " + node.Name, StringComparison.Ordinal)
            && line.Contains(node.PeerAddress, StringComparison.Ordinal)
            && line.Contains(other.PeerAddress, StringComparison.Ordinal));
}
