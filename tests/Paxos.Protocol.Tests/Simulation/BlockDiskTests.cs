using Paxos.Node.Disk;
using Paxos.Simulator.Disks;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>The simulated disk loses what a real one may lose, and nothing else; the map finds the groups that the journal wrote.</summary>
public sealed class BlockDiskTests
{
    private readonly Prng random = new(7);
    private double syncFailures;

    [Fact]
    public void What_was_synced_survives_a_power_loss_and_what_was_not_may_go()
    {
        var survivors = Enumerable.Range(0, 40).Select(_ =>
        {
            var disk = NewDisk();
            using var file = Synced(disk, "file", 1);
            file.Write(Blocks.Size, Filled(2));
            disk.LosePower();
            Assert.Equal(Filled(1), ReadBlock(disk, "file", 0));
            return ReadBlock(disk, "file", 1)[0];
        }).ToArray();

        Assert.Contains((byte)2, survivors);
        Assert.Contains((byte)0, survivors);
    }

    [Fact]
    public void A_block_on_its_way_may_reach_the_disk_in_part()
    {
        var isTorn = Enumerable.Range(0, 200).Any(_ =>
        {
            var disk = NewDisk();
            using var file = Synced(disk, "file", 1);
            file.Write(0, Filled(2));
            disk.LosePower();
            var bytes = ReadBlock(disk, "file", 0);
            return bytes[0] == 2 && bytes[^1] == 1;
        });

        Assert.True(isTorn);
    }

    // What a failed sync has dropped is read as if it were there until the power fails, and a second sync says nothing of it.
    [Fact]
    public void A_failed_sync_loses_what_a_later_one_seems_to_keep()
    {
        var wasSeen = false;
        for (var round = 0; round < 20; round++)
        {
            syncFailures = 0;
            var disk = NewDisk();
            using var file = Synced(disk, "file", 1);
            file.Write(0, Filled(2));
            syncFailures = 1;
            Assert.Equal(Errno.EIO, Assert.Throws<DiskException>(file.Sync).Errno);
            syncFailures = 0;
            file.Sync();
            wasSeen |= ReadBlock(disk, "file", 0)[0] == 2;
            disk.LosePower();

            Assert.Equal(Filled(1), ReadBlock(disk, "file", 0));
        }

        Assert.True(wasSeen);
    }

    [Fact]
    public void A_name_that_was_not_synced_may_go()
    {
        var names = Enumerable.Range(0, 40).Select(_ =>
        {
            var disk = NewDisk();
            Synced(disk, "old", 1).Dispose();
            disk.Rename("old", "new");
            disk.LosePower();
            return Assert.Single(disk.List());
        }).ToHashSet();

        Assert.Equal(["new", "old"], names.Order());
    }

    [Fact]
    public void A_full_disk_and_a_read_only_one_refuse_what_they_must()
    {
        var disk = NewDisk();
        using var file = Synced(disk, "file", 1);
        disk.Capacity = disk.UsedBytes;
        Assert.True(Assert.Throws<DiskException>(() => file.Allocate(3 * Blocks.Size)).IsNoSpace);
        file.Write(0, Filled(3));
        disk.IsReadOnly = true;

        Assert.Equal(Errno.EROFS, Assert.Throws<DiskException>(() => file.Write(0, Filled(4))).Errno);
        Assert.Equal(Errno.EROFS, Assert.Throws<DiskException>(file.Sync).Errno);
    }

    [Fact]
    public void A_process_dies_at_the_call_that_it_is_told_to()
    {
        var disk = NewDisk();
        disk.DieAfter(1);
        using var file = disk.Create("file");

        Assert.Throws<ProcessDiedException>(() => file.Write(0, Filled(1)));
    }

    [Fact]
    public void The_map_finds_every_group_that_the_journal_wrote()
    {
        var disk = NewDisk();
        WriteGroups(disk, 5);

        var groups = JournalMap.Read(disk);

        Assert.Equal([1UL, 2, 3, 4, 5, 6], groups.Select(group => group.Sequence));
        Assert.All(groups, group => Assert.True(group.FollowsIntact));
    }

    // The sixth group is the seal; the fifth may rot for it, and nothing beside what has rotted.
    [Fact]
    public void What_rots_is_found_as_damage_by_the_journal()
    {
        for (var round = 0; round < 30; round++)
        {
            var disk = NewDisk();
            WriteGroups(disk, 5);
            Assert.NotNull(JournalDamage.RotNewest(disk, random));

            var faulty = new List<RecoveredGroup>();
            var opening = Journal.Open(disk, Options(), group => faulty.AddRange(group is RecoveredGroup.Faulty ? [group] : []));

            Assert.IsType<JournalOpening.Opened>(opening);
            Assert.Equal(5UL, Assert.Single(faulty).Sequence);
        }
    }

    [Fact]
    public void No_neighbour_of_damage_rots_and_never_the_last_group()
    {
        var disk = NewDisk();
        WriteGroups(disk, 5);
        var struck = 0;
        while (struck < 10 && JournalDamage.RotNewest(disk, random) is not null)
        {
            struck++;
        }

        var left = JournalMap.Read(disk).Select(group => group.Sequence);
        Assert.Equal([2UL, 4, 6], left);
    }

    [Fact]
    public void Two_rotten_neighbours_are_a_disk_that_is_not_trusted()
    {
        var disk = NewDisk();
        WriteGroups(disk, 5);
        Assert.True(JournalDamage.Ruin(disk, random));

        Assert.IsType<JournalOpening.Quarantined>(Journal.Open(disk, Options(), _ => { }));
    }

    private static byte[] Filled(byte value) => [.. Enumerable.Repeat(value, Blocks.Size)];

    private static byte[] ReadBlock(BlockDisk disk, string name, int block)
    {
        using var file = disk.Open(name);
        var bytes = new byte[Blocks.Size];
        file.Read((long)block * Blocks.Size, bytes);
        return bytes;
    }

    private static IDiskFile Synced(BlockDisk disk, string name, byte value)
    {
        var file = disk.Create(name);
        file.Allocate(2 * Blocks.Size);
        file.Write(0, Filled(value));
        file.Sync();
        disk.SyncFolder();
        return file;
    }

    private JournalOptions Options() => new()
    {
        SegmentBytes = 64 * 1024,
        GroupBytesMax = 32 * 1024,
        PrepareStepBytes = 32 * 1024,
        FolderSalt = 9,
        OldestSequence = 1,
        NextRandom = random.NextBits,
    };

    private void WriteGroups(BlockDisk disk, int count)
    {
        var opening = Journal.Open(disk, Options() with { OldestSequence = 0 }, _ => { });
        var journal = Assert.IsType<JournalOpening.Opened>(opening).Journal;
        for (var number = 0; number < count; number++)
        {
            journal.Append([new byte[] { 1, 2, 3 }], GroupSummary.None, essential: false);
        }

        journal.AppendSeal();
        journal.Dispose();
    }

    private BlockDisk NewDisk() => new("disk") { Random = random, SyncFailures = () => syncFailures };
}
