using Paxos.Node.Tests.Disk;
using Paxos.Processes;

namespace Paxos.Node.Tests.Processes;

[Collection(ProcessCollection.Name)]
public sealed class SnapshotTests
{
    private const long SegmentBytes = 4 << 20;
    private const int ValueCharacters = 200_000;
    private const int SmallKibibytes = 16 * 1024;
    private const int LargeKibibytes = 96 * 1024;

    [Fact]
    public async Task A_learner_emptied_after_trimming_comes_back_by_snapshot_and_serves_every_value()
    {
        await using var cluster = await StartedAsync();
        using var client = cluster.Clients[0].Another(StoreClient.LongTimeout);
        await AppendAsync(client, first: 0, count: 60);
        await UntilTrimmedAsync(cluster);
        var emptied = cluster["learner2"];
        await emptied.KillAsync();
        Directory.Delete(emptied.DataFolder, recursive: true);

        // The other one forgets what it holds in memory for learners that are a little behind.
        await cluster["learner1"].KillAsync();
        cluster["learner1"].Start();
        await cluster.UntilReadyAsync(cluster["learner1"]);
        await AppendAsync(client, first: 60, count: 10);

        emptied.Start();
        await cluster.UntilAsync("learner2 goes on from a snapshot", () => Task.FromResult(
            emptied.Log.Contains("goes on from the snapshot", StringComparison.Ordinal)));
        await cluster.UntilReadyAsync(emptied);
        await cluster["learner1"].KillAsync();
        var values = await ReadAsync(cluster, client);

        Assert.Equal(Enumerable.Range(0, 70).Select(Value), values.Select(value => value.Value));
    }

    // A restarted learner begins with its own snapshot, and a damaged one of two makes no difference to anybody.
    [Fact]
    public async Task A_learner_with_a_damaged_snapshot_says_so_and_serves_every_value()
    {
        await using var cluster = await StartedAsync();
        using var client = cluster.Clients[0].Another(StoreClient.LongTimeout);
        await AppendAsync(client, first: 0, count: 60);
        await UntilTrimmedAsync(cluster);
        var damaged = cluster["learner1"];
        await damaged.KillAsync();
        var newest = Directory.GetFiles(damaged.DataFolder, "snapshot-*").Order(StringComparer.Ordinal).Last();
        await using (var file = new FileStream(newest, FileMode.Open))
        {
            file.Position = 1_000;
            var before = file.ReadByte();
            file.Position = 1_000;
            file.WriteByte((byte)(before ^ 1));
        }

        damaged.Start();
        await cluster.UntilReadyAsync(damaged);
        Assert.Contains("refused a snapshot of its own disk", damaged.Log, StringComparison.Ordinal);
        await cluster["learner2"].KillAsync();
        var values = await ReadAsync(cluster, client);

        Assert.Equal(Enumerable.Range(0, 60).Select(Value), values.Select(value => value.Value));
    }

    [Fact]
    public async Task Disk_use_stays_bounded_under_writes_that_go_on()
    {
        await using var cluster = await StartedAsync();
        using var client = cluster.Clients[0].Another(StoreClient.LongTimeout);
        var written = 0L;
        for (var round = 0; round < 8; round++)
        {
            var revision = 0L;
            for (var number = 0; number < 20; number++)
            {
                revision = await client.PutAsync("key", Value(number));
                written += ValueCharacters;
            }

            await client.CompactAsync(revision);
        }

        await cluster.UntilAsync("acceptors hold a few segments", async () =>
        {
            var facts = await Task.WhenAll(cluster.Of("acceptor").Select(acceptor => acceptor.LookAsync()));
            return facts.All(fact => fact!.JournalBytes <= 4 * SegmentBytes);
        });

        Assert.True(written > 7 * SegmentBytes);
        foreach (var learner in cluster.Of("learner"))
        {
            var bytes = Directory.GetFiles(learner.DataFolder).Sum(file => new FileInfo(file).Length);
            Assert.InRange(bytes, 0, 10 * SegmentBytes);
        }
    }

    [RootFact]
    public async Task A_full_disk_while_snapshotting_is_told_and_nothing_stops_until_there_is_room()
    {
        using var disk = MountedDisk.Tmpfs(SmallKibibytes);
        await using var cluster = Placed();
        Directory.CreateSymbolicLink(cluster["learner2"].DataFolder, disk.Path);
        cluster.StartMissing();
        await cluster.UntilReadyAsync();
        using var client = cluster.Clients[0].Another(StoreClient.LongTimeout);

        await AppendAsync(client, first: 0, count: 100);
        var full = cluster["learner2"];
        await cluster.UntilAsync("learner2 says that it cannot write", () => Task.FromResult(
            full.Log.Contains("could not write a snapshot", StringComparison.Ordinal)));
        var leader = await cluster.LeaderAsync();
        await cluster.UntilAsync("the leader says whom trimming waits for", async () =>
            await leader.LookAsync() is { Reason: "trim blocked by learner2" });
        await AppendAsync(client, first: 100, count: 1);
        Assert.All(cluster.Nodes, node => Assert.True(node.IsRunning));

        disk.Resize(LargeKibibytes);
        await cluster.UntilAsync("trimming waits for nobody", async () => await leader.LookAsync() is { Reason: "" });
    }

    private static ProcessCluster Placed() => new(
        NodeBinary.Path, new ClusterShape(1, 3, 2, 1), "journalSegmentMebibytes: 4", "snapshotMebibytes: 1");

    private static async Task<ProcessCluster> StartedAsync()
    {
        var cluster = Placed();
        cluster.StartMissing();
        await cluster.UntilReadyAsync();
        return cluster;
    }

    private static string Value(int number) => $"{number}:{new string((char)('a' + (number % 26)), ValueCharacters)}";

    private static async Task AppendAsync(StoreClient client, int first, int count)
    {
        for (var number = first; number < first + count; number++)
        {
            await client.AppendAsync(Value(number));
        }
    }

    private static async Task<IReadOnlyList<StoredValue>> ReadAsync(ProcessCluster cluster, StoreClient client)
    {
        IReadOnlyList<StoredValue> values = [];
        await cluster.UntilAsync("the other learner answers a read", async () =>
        {
            try
            {
                values = await client.ReadValuesAsync();
                return true;
            }
            catch (Grpc.Core.RpcException)
            {
                return false;
            }
        });
        return values;
    }

    private static Task UntilTrimmedAsync(ProcessCluster cluster) => cluster.UntilAsync("every acceptor has deleted segments", async () =>
    {
        var facts = await Task.WhenAll(cluster.Of("acceptor").Select(acceptor => acceptor.LookAsync()));
        return facts.All(fact => fact!.TrimmedTo > 0 && fact.JournalBytes <= 3 * SegmentBytes);
    });
}
