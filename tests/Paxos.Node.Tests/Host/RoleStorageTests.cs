using Paxos.Node.Disk;
using Paxos.Node.Host;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Host;

public sealed class RoleStorageTests : IDisposable
{
    private readonly string folder = Path.Combine(Path.GetTempPath(), $"storage-{Guid.NewGuid():n}");

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void An_earlier_life_s_identity_comes_first_and_its_records_follow_in_order()
    {
        var identity = new IdentityRecord(DiskState.Blank, default, null);
        var promise = new PromiseRecord(new Ballot(0, 1, 2));
        var chosen = new ChosenRecord(new Slot(1), Batch.Noop);
        DiskId disk;
        using (var storage = Open().Storage!)
        {
            disk = storage.Disk;
            identity = identity with { Disk = disk };
            storage.Start();
            Write(storage, [promise, identity, chosen]);
        }

        var reopened = Open();
        using var second = reopened.Storage!;
        second.Start();

        Assert.Equal([identity, promise, chosen], reopened.Records.Where(record => record is not StampRecord));
        Assert.Equal(disk, second.Disk);
        Assert.Null(reopened.Quarantine);
    }

    [Fact]
    public void Records_of_one_step_that_exceed_a_group_are_written_in_several()
    {
        var votes = Enumerable.Range(1, 3).Select(number => new ChosenRecord(new Slot((ulong)number), LargeBatch())).ToList();
        using (var storage = Open().Storage!)
        {
            storage.Start();
            Write(storage, votes);
            Assert.True(storage.Figures.Groups >= 2);
        }

        var reopened = Open();
        using var second = reopened.Storage!;
        second.Start();

        Assert.Equal(votes, reopened.Records.Skip(1));
    }

    // Rule K1: kept in its turn, and by the next start found instead of the records.
    [Fact]
    public void A_quarantine_outlasts_the_process()
    {
        using (var storage = Open().Storage!)
        {
            storage.Start();
            Write(storage, [new PromiseRecord(new Ballot(0, 1, 2)), new QuarantineRecord("put back")]);
        }

        var reopened = Open();

        Assert.Null(reopened.Storage);
        Assert.Empty(reopened.Records);
        Assert.Equal("put back", reopened.Quarantine);
    }

    [Fact]
    public void Figures_tell_the_newest_group_of_records_and_not_the_seals()
    {
        using (var storage = Open().Storage!)
        {
            storage.Start();
            Assert.Equal(0UL, storage.Figures.DurableDataSequence);
            Write(storage, [new PromiseRecord(new Ballot(0, 1, 2))]);
            Assert.Equal(1UL, storage.Figures.DurableDataSequence);
        }

        var reopened = Open();
        using var second = reopened.Storage!;
        second.Start();

        Assert.Contains(new StampRecord(1), reopened.Records);
        Assert.Equal(1UL, second.Figures.DurableDataSequence);
        Assert.True(second.Figures.DurableSequence > 1);
    }

    // Rule T2: what was trimmed, and what was promised in it, come before the votes that are left.
    [Fact]
    public void A_trim_goes_into_the_superblock_and_deletes_segments()
    {
        var votes = Enumerable.Range(1, 8)
            .Select(number => (DurableRecord)new VoteRecord(new Ballot(0, 3, 2), new Slot((ulong)number), LargeBatch(), Slot.None))
            .ToList();
        using (var storage = Open().Storage!)
        {
            storage.Start();
            Write(storage, votes);
            var before = storage.Figures.JournalBytes;
            Write(storage, [new TrimRecord(new Slot(6))]);
            Write(storage, [new PromiseRecord(new Ballot(0, 4, 2))]);
            Assert.True(storage.Figures.JournalBytes < before);
        }

        var reopened = Open();
        using var second = reopened.Storage!;
        second.Start();

        Assert.Equal([new PromiseRecord(new Ballot(0, 3, 2)), new TrimRecord(new Slot(6))], reopened.Records.Take(2));
        Assert.Contains(votes[7], reopened.Records);
        Assert.DoesNotContain(votes[0], reopened.Records);
    }

    [Fact]
    public void Another_node_s_folder_is_refused()
    {
        Open().Storage!.DisposeStarted();

        var refusal = Assert.Throws<DataFolderException>(() => Open("a2"));

        Assert.Contains("belongs to a1. This node is a2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_open_elsewhere_is_refused()
    {
        var storage = Open().Storage!;

        var refusal = Assert.Throws<DataFolderException>(() => Open());
        storage.DisposeStarted();

        Assert.Contains("is open in another process", refusal.Message, StringComparison.Ordinal);
    }

    private static void Write(RoleStorage storage, IReadOnlyList<DurableRecord> records)
    {
        using var durable = new ManualResetEventSlim();
        storage.Append(records, durable.Set);
        Assert.True(durable.Wait(TimeSpan.FromSeconds(30)));
    }

    private static Batch LargeBatch() =>
        Batch.Of(1, [new Execute(new SessionId(1), 1, 1, new byte[1_500_000])]);

    private RoleOpening Open(string name = "a1") => RoleStorage.Open(
        folder,
        new StorageIdentity(name, "acceptor"),
        4 << 20,
        isSynced: true,
        TimeProvider.System,
        failure => throw new InvalidOperationException("The disk failed.", failure));
}

/// <summary>A storage's thread must run to be stopped.</summary>
internal static class RoleStorageEnd
{
    public static void DisposeStarted(this RoleStorage storage)
    {
        storage.Start();
        storage.Dispose();
    }
}
