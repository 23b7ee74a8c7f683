using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class ManyConnectionsTests(TenNodes ten)
{
    private const int Connections = 1_000;

    [Fact]
    public async Task A_thousand_connections_to_one_client_node_all_get_their_answers()
    {
        var cluster = await ten.HealAsync();
        var connections = Enumerable.Range(0, Connections)
            .Select(_ => cluster.Clients[0].Another(ProcessCluster.Patience))
            .ToArray();
        try
        {
            // Each has had an answer before the second question, so all are open at once then.
            var reads = await Task.WhenAll(connections.Select(connection => connection.ReadRevisionAsync()));
            var writes = await Task.WhenAll(
                connections.Select((connection, index) => connection.AppendAsync($"connection {index}")));

            Assert.Equal(Connections, reads.Length);
            Assert.Equal(Connections, writes.Distinct().Count());
        }
        finally
        {
            Array.ForEach(connections, connection => connection.Dispose());
        }
    }
}
