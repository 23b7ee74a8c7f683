using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class KilledNodeTests(TenNodes ten)
{
    [Theory]
    [InlineData("the leading proposer")]
    [InlineData("another proposer")]
    [InlineData("an acceptor")]
    [InlineData("the learner that a client node reads from")]
    [InlineData("a client node")]
    public async Task Writes_go_on_when_a_node_is_killed_and_it_is_ready_again_after_a_restart(string which)
    {
        var cluster = await ten.HealAsync();
        var victim = await FindAsync(cluster, which);
        await using var load = ten.StartLoad(
            clients: victim.Role == "client" ? [cluster.Clients[1]] : cluster.Clients);
        await load.UntilAcknowledgedAsync(20, TimeSpan.Zero);

        await victim.KillAsync();
        await load.UntilAcknowledgedAsync(50, load.Now);
        victim.Start();
        await cluster.UntilReadyAsync(victim);
        await load.UntilAcknowledgedAsync(50, load.Now);

        await ten.CheckAsync(load);
    }

    [Fact]
    public async Task Every_acknowledged_write_is_there_once_and_in_order_after_all_ten_are_killed_under_load()
    {
        var cluster = await ten.HealAsync();
        await using var load = ten.StartLoad();
        await load.UntilAcknowledgedAsync(200, TimeSpan.Zero);

        foreach (var node in cluster.Nodes)
        {
            node.Kill();
        }

        await load.StopAsync();
        await Task.WhenAll(cluster.Nodes.Select(node => node.UntilEndedAsync()));
        await ten.HealAsync();
        await ten.CheckAsync(load);

        var revision = await cluster.Clients[1].AppendAsync("after the restart");
        Assert.True(revision > load.Writes.Max(write => write.Revision));
    }

    private static async Task<ClusterNode> FindAsync(ProcessCluster cluster, string which)
    {
        var leader = await cluster.LeaderAsync();
        return which switch
        {
            "the leading proposer" => leader,
            "another proposer" => cluster.Of("proposer").First(node => node != leader),
            "an acceptor" => cluster["acceptor2"],
            "the learner that a client node reads from" => cluster[(await cluster["client1"].LookAsync())!.Learner!],
            "a client node" => cluster["client1"],
            _ => throw new ArgumentOutOfRangeException(nameof(which), which, "No node is described so."),
        };
    }
}
