using Paxos.Node.Disk;
using static Paxos.Node.Tests.Disk.JournalBench;

namespace Paxos.Node.Tests.Disk;

/// <summary>
/// A full disk takes no votes, goes on promising, and starts (L5: a full disk that needs space to start).
/// </summary>
public sealed class JournalSpaceTests
{
    private const int Large = (16 * 1024) - GroupHeader.Size - GroupBody.RecordOverhead;

    [Fact]
    public void A_full_disk_refuses_ordinary_groups_and_takes_essential_ones_until_it_has_room_again()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        disk.Capacity = disk.UsedBytes;
        Append(journal, 1, Large);
        Append(journal, 2, Large);
        Assert.Equal(SpaceState.Enough, journal.Space);

        journal.PrepareStep();
        Assert.Equal(SpaceState.NoSpace, journal.Space);
        Assert.False(journal.IsPreparationDue);

        // What was taken in before the node knew still has its place.
        Append(journal, 3, Large);
        Assert.Equal(AppendResult.NoSpace, journal.Append([Record(4, 10)], Summary(4), essential: false));
        Assert.Equal(AppendResult.Written, journal.Append([Record(4, 10)], Summary(4), essential: true));
        Assert.Equal(AppendResult.NoSpace, journal.Append([Record(5, 10)], Summary(5), essential: false));

        disk.Capacity = long.MaxValue;
        while (journal.Space == SpaceState.NoSpace)
        {
            journal.PrepareStep();
        }

        Append(journal, 5, 10);
        Open(disk.AfterKill()).AssertRecords((1, Large), (2, Large), (3, Large), (4, 10), (5, 10));
    }

    [Fact]
    public void Essential_groups_end_with_the_spare_segment()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        disk.Capacity = disk.UsedBytes;
        for (var number = 1; number <= 6; number++)
        {
            Assert.Equal(
                AppendResult.Written, journal.Append([Record(number, Large)], Summary(number), essential: true));
        }

        Assert.Equal(AppendResult.NoSpace, journal.Append([Record(7, 10)], Summary(7), essential: true));
        journal.AppendSeal();
        Assert.Equal(6, Open(disk.AfterKill()).Records.Count);
    }

    [Fact]
    public void A_half_made_segment_is_given_back_to_a_full_disk()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        Append(journal, 1, Large);
        Append(journal, 2, Large);
        disk.Capacity = disk.UsedBytes + 1000;

        journal.PrepareStep();

        Assert.DoesNotContain("preparing", disk.List());
    }

    [Fact]
    public void A_full_disk_starts_again_and_again()
    {
        var disk = Written(Large, Large, 10);
        disk.Capacity = disk.UsedBytes;
        for (var start = 0; start < 4; start++)
        {
            var found = Open(disk);
            found.AssertRecords((1, Large), (2, Large), (3, 10));
            Assert.Equal(SpaceState.Enough, found.Journal.Space);
            found.Journal.Dispose();
            disk = disk.AfterKill();
        }
    }

    [Fact]
    public void A_disk_so_full_that_the_spare_could_not_be_made_again_starts_in_place()
    {
        var disk = Written(Large, 3000, 10);
        Flip(disk, FirstSegment, OffsetOf(2, Large) + 1000);
        disk.Delete("prepared-0");
        disk.Capacity = disk.UsedBytes;
        for (var start = 0; start < 3; start++)
        {
            var found = Open(disk);

            found.AssertRecords((1, Large), (3, 10));
            Assert.Equal([new RecoveredGroup.Faulty(2, Summary(2))], found.Opening.Faulty);
            Assert.Equal(SpaceState.NoSpace, found.Journal.Space);
            Assert.Equal(AppendResult.NoSpace, found.Journal.Append([Record(4, 10)], Summary(4), essential: false));
            found.Journal.Dispose();
            disk = disk.AfterKill();
        }

        Assert.Equal(AppendResult.Written, Open(disk).Journal.Append([Record(4, 10)], Summary(4), essential: true));
        Open(disk).AssertRecords((1, Large), (3, 10), (4, 10));
    }

    [Fact]
    public void A_start_that_crashed_while_it_wrote_the_tail_anew_leaves_a_file_that_the_next_one_uses()
    {
        var disk = Written(Large, 10);
        disk.Capacity = disk.UsedBytes;
        disk.BeforeChange = (operation, name) =>
        {
            if (operation == "sync" && name == "rewriting")
            {
                throw new PowerLossException();
            }
        };
        Assert.Throws<PowerLossException>(() => Open(disk));
        disk = disk.AfterPowerLoss(block => block % 2 * Blocks.Size, disk.UnsyncedFolderChanges);
        Assert.Contains("rewriting", disk.List());

        var found = Open(disk);

        found.AssertRecords((1, Large), (2, 10));
        Assert.DoesNotContain("rewriting", disk.List());
        Assert.Equal(SpaceState.Enough, found.Journal.Space);
    }

    [Fact]
    public void A_new_journal_on_a_full_disk_says_so()
    {
        var failure = Assert.Throws<DiskException>(() => Open(new CrashableDisk { Capacity = 1000 }));

        Assert.True(failure.IsNoSpace);
    }
}
