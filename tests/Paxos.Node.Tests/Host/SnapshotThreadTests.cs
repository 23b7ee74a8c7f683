using System.Collections.Concurrent;
using Paxos.Node.Disk;
using Paxos.Node.Host;
using Paxos.Node.Tests.Disk;
using Paxos.Protocol;
using Paxos.Protocol.Snapshots;

namespace Paxos.Node.Tests.Host;

public sealed class SnapshotThreadTests
{
    private static readonly NodeId Asker = new("learner2", Role.Learner);

    private static readonly byte[] Chunk = [1, 2, 3, 4];

    private static readonly SnapshotManifest Manifest =
        new(7, 0, new Slot(5), new PrefixHash(1), Chunk.Length, Chunk.Length, [SnapshotHash.Of(Chunk)]);

    private readonly BlockingCollection<Message> told = [];
    private readonly BlockingCollection<DiskException> failures = [];

    [Fact]
    public void Orders_are_carried_out_in_turn_and_each_is_answered()
    {
        var disk = new CrashableDisk();
        using var thread = Started(disk);
        thread.Take(new SnapshotToBegin(1, new Slot(5), Chunk.Length));
        thread.Take(new SnapshotChunkToWrite(1, 0, Chunk));
        thread.Take(new SnapshotToSeal(1, Manifest));
        thread.Take(new SnapshotChunkToRead(Asker, Manifest.Id, 0));

        Assert.Equal(new SnapshotChunkWritten(1, 0), Next());
        Assert.Equal(new SnapshotWritten(1), Next());
        Assert.Equal(Chunk, Assert.IsType<SnapshotChunkRead>(Next()).Chunk.ToArray());
        Assert.Equal([SnapshotFile.NameOf(new Slot(5))], disk.AfterKill().List());
    }

    [Fact]
    public void A_full_disk_is_told_once_and_the_next_attempt_is_a_new_one()
    {
        var disk = new CrashableDisk { Capacity = 0 };
        using var thread = Started(disk);
        thread.Take(new SnapshotToBegin(1, new Slot(5), Chunk.Length));
        thread.Take(new SnapshotChunkToWrite(1, 0, Chunk));
        thread.Take(new SnapshotToSeal(1, Manifest));
        Assert.Equal(1UL, Assert.IsType<SnapshotWriteFailed>(Next()).Writing);

        disk.Capacity = long.MaxValue;
        thread.Take(new SnapshotToBegin(2, new Slot(5), Chunk.Length));
        thread.Take(new SnapshotChunkToWrite(2, 0, Chunk));

        Assert.Equal(new SnapshotChunkWritten(2, 0), Next());
        Assert.Empty(failures);
    }

    [Fact]
    public void Any_other_failure_of_the_disk_ends_the_process()
    {
        var disk = new CrashableDisk
        {
            BeforeChange = (_, name) => throw new DiskException("write", name, Errno.EIO, "Input/output error"),
        };
        using var thread = Started(disk);

        thread.Take(new SnapshotToBegin(1, new Slot(5), Chunk.Length));

        Assert.True(failures.TryTake(out var failure, TimeSpan.FromSeconds(30)));
        Assert.Equal(Errno.EIO, failure.Errno);
    }

    private Message Next()
    {
        Assert.True(told.TryTake(out var message, TimeSpan.FromSeconds(30)));
        return message;
    }

    private SnapshotThread Started(CrashableDisk disk)
    {
        var thread = new SnapshotThread(new SnapshotFolder(disk, kept: 2), told.Add, failures.Add);
        thread.Start();
        return thread;
    }
}
