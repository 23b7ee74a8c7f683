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
        try
        {
            await cluster.UntilAsync($"the conflict of two {name}s is reported", () => Task.FromResult(
                cluster.Nodes.Append(namesake).Any(node => Reports(node, original, namesake))));
            await cluster.UntilAsync($"the second {name} says so itself", () => SaysSoAsync(namesake, original));
            await load.UntilAcknowledgedAsync(100, load.Now);
            Assert.NotNull(await namesake.ObstacleAsync());
        }
        finally
        {
            await namesake.KillAsync();
        }

        // A node that noticed it remembers the conflict for a minute; a new life begins without it.
        await original.KillAsync();
        original.Start();
        await cluster.UntilReadyAsync();
        await ten.CheckAsync(load);
    }

    private static async Task<bool> SaysSoAsync(ClusterNode node, ClusterNode other) =>
        await node.LookAsync() is { Condition: "NameConflict" } facts
        && facts.Reason.Contains(other.PeerAddress, StringComparison.Ordinal);

    private static bool Reports(ClusterNode node, ClusterNode original, ClusterNode namesake) =>
        node.Log.Split('\n').Any(line =>
        line.Contains(" crit: ", StringComparison.Ordinal)
        && line.Contains($"Two nodes are named {original.Name}", StringComparison.Ordinal)
        && line.Contains(original.PeerAddress, StringComparison.Ordinal)
        && line.Contains(namesake.PeerAddress, StringComparison.Ordinal));
}
