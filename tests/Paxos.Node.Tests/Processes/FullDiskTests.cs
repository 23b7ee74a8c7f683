using Grpc.Core;
using Paxos.Node.Tests.Disk;
using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class FullDiskTests
{
    private const int DiskKibibytes = 24 * 1024;
    private const int LargerKibibytes = 64 * 1024;
    private const int ValueBytes = 256 * 1024;

    [RootFact]
    public async Task Full_disks_refuse_writes_and_nothing_else_until_there_is_room_again()
    {
        using var disks = new DiskSet(count: 3, DiskKibibytes);
        await using var cluster = new ProcessCluster(
            NodeBinary.Path, new ClusterShape(1, 3, 1, 1), "journalSegmentMebibytes: 4");
        foreach (var (acceptor, disk) in cluster.Of("acceptor").Zip(disks.Disks))
        {
            Directory.CreateSymbolicLink(acceptor.DataFolder, disk.Path);
        }

        cluster.StartMissing();
        await cluster.UntilReadyAsync();
        var client = cluster.Clients[0];

        var (written, refusal) = await FillAsync(client);
        var read = await client.ReadValuesAsync();
        var dead = cluster.Nodes.Where(node => !node.IsRunning).Select(node => node.Name).ToArray();
        disks.Resize(LargerKibibytes);
        await cluster.UntilReadyAsync();
        await cluster.UntilAsync("a write is taken again", () => IsTakenAsync(client));

        Assert.Equal(StatusCode.ResourceExhausted, refusal.StatusCode);
        Assert.Contains("disk space", refusal.Detail, StringComparison.Ordinal);
        Assert.NotEqual(0, written);
        Assert.Equal(written, read.Count);
        Assert.Empty(dead);
    }

    /// <summary>Writes until a write is refused; all that would fit on the disks is tried at most.</summary>
    private static async Task<(int Written, Status Refusal)> FillAsync(StoreClient client)
    {
        for (var written = 0; written <= DiskKibibytes * 1024L / ValueBytes; written++)
        {
            try
            {
                await client.AppendAsync(new byte[ValueBytes]);
            }
            catch (RpcException failure)
            {
                return (written, failure.Status);
            }
        }

        throw new InvalidOperationException("More was written than the acceptors' disks hold.");
    }

    // The acceptors notice the room first, and the leader by their next answers.
    private static async Task<bool> IsTakenAsync(StoreClient client)
    {
        try
        {
            await client.AppendAsync(new byte[ValueBytes]);
            return true;
        }
        catch (RpcException failure) when (failure.StatusCode == StatusCode.ResourceExhausted)
        {
            return false;
        }
    }

    private sealed class DiskSet(int count, int kibibytes) : IDisposable
    {
        public IReadOnlyList<MountedDisk> Disks { get; } =
            [.. Enumerable.Range(0, count).Select(_ => MountedDisk.Tmpfs(kibibytes))];

        public void Resize(int size)
        {
            foreach (var disk in Disks)
            {
                disk.Resize(size);
            }
        }

        public void Dispose()
        {
            foreach (var disk in Disks)
            {
                disk.Dispose();
            }
        }
    }
}
