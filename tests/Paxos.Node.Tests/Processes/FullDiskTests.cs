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
    private const int UnknownMax = 5;
    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(3);

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
        using var client = cluster.Clients[0].Another(CallTimeout);

        var (written, unknown, refusal) = await FillAsync(client);
        var read = await client.ReadValuesAsync();
        var dead = cluster.Nodes.Where(node => !node.IsRunning).Select(node => node.Name).ToArray();
        disks.Resize(LargerKibibytes);
        await cluster.UntilReadyAsync();
        await cluster.UntilAsync("a write is taken again", () => IsTakenAsync(client));

        Assert.Contains("Too few acceptors have disk space", refusal.Detail, StringComparison.Ordinal);
        Assert.NotEqual(0, written);
        Assert.InRange(read.Count, written, written + unknown);
        Assert.Empty(dead);
    }

    /// <summary>
    /// Writes until a write is refused for want of space. Those that were under way when the space ended may be stored
    /// yet, so they are not refused but stay without an answer.
    /// </summary>
    private static async Task<(int Written, int Unknown, Status Refusal)> FillAsync(StoreClient client)
    {
        var (written, unknown) = (0, 0);
        while (written <= DiskKibibytes * 1024L / ValueBytes && unknown < UnknownMax)
        {
            try
            {
                await client.AppendAsync(new byte[ValueBytes]);
                written++;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.DeadlineExceeded)
            {
                unknown++;
            }
            catch (RpcException failure) when (failure.StatusCode == StatusCode.ResourceExhausted)
            {
                return (written, unknown, failure.Status);
            }
        }

        throw new InvalidOperationException(
            $"{written} writes were stored, {unknown} not answered, and none was refused.");
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
