using Paxos.Processes;
using Paxos.Processes.Load;

namespace Paxos.Node.Tests.Processes;

/// <summary>The documented ten nodes, shared by the tests whose faults the cluster gets over.</summary>
public sealed class TenNodes : IAsyncLifetime
{
    // Enough to have writes under way at every moment, and little enough to be read back and replayed quickly.
    private const int Writers = 4;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    private int loads;

    internal ProcessCluster Cluster { get; } = new(NodeBinary.Path, new ClusterShape());

    public Task InitializeAsync() => Task.CompletedTask;

    public Task DisposeAsync() => Cluster.DisposeAsync().AsTask();

    /// <summary>Brings the cluster to where every test begins: all ten run and are ready.</summary>
    internal async Task<ProcessCluster> HealAsync()
    {
        Cluster.StartMissing();
        await Cluster.UntilReadyAsync();
        return Cluster;
    }

    /// <summary>Writers, and readers where asked for, at the client nodes given; at both when none is.</summary>
    internal ClientLoad StartLoad(int readers = 0, params IReadOnlyList<StoreClient> clients) => ClientLoad.Start(
        $"load{++loads}", clients.Count == 0 ? Cluster.Clients : clients, Writers, readers, Pause);

    /// <summary>Ends a load and checks that the store holds what it was promised.</summary>
    internal async Task CheckAsync(ClientLoad load)
    {
        await load.StopAsync();
        var verdict = await Audit.CheckAsync(load, Cluster.Clients[0]);
        Assert.True(verdict.IsLinearizable, verdict.ToString());
    }
}
