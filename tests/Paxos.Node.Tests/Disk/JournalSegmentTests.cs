using Paxos.Node.Disk;
using static Paxos.Node.Tests.Disk.JournalBench;

namespace Paxos.Node.Tests.Disk;

/// <summary>The journal across its segments.</summary>
public sealed class JournalSegmentTests
{
    // Three such groups fill a segment.
    private const int Large = (16 * 1024) - GroupHeader.Size - GroupBody.RecordOverhead;

    [Fact]
    public void Groups_go_on_in_the_next_segment_and_are_found_through_all_of_them()
    {
        var disk = Written(Large, Large, Large, Large, 100, Large, Large, Large);

        Assert.Equal(
            [FirstSegment, SegmentFile.NameOf(4), SegmentFile.NameOf(7)], disk.List().Where(SegmentFile.IsSegment));
        Assert.Equal(8, Open(disk).Records.Count);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(5000)]
    public void Rot_in_the_last_group_of_a_segment_is_known_from_the_next_segment(int offset)
    {
        int[] lengths = [Large, Large, Large, 100];
        var disk = Written(lengths);
        Flip(disk, FirstSegment, OffsetOf(3, lengths) + offset);

        Assert.Equal([new RecoveredGroup.Faulty(3, Summary(3))], Open(disk).Opening.Faulty);
    }

    [Fact]
    public void Rot_in_the_last_group_of_a_segment_is_known_when_the_next_one_is_still_empty()
    {
        int[] lengths = [Large, Large, Large];
        var disk = Written(lengths);
        using (var journal = Open(disk).Journal)
        {
            disk.BeforeChange = (operation, name) =>
            {
                if (operation == "write" && name == SegmentFile.NameOf(4))
                {
                    throw new PowerLossException();
                }
            };
            Assert.Throws<PowerLossException>(() => Append(journal, 4, Large));
        }

        disk = disk.AfterKill();
        Flip(disk, FirstSegment, OffsetOf(3, lengths) + 20);

        Assert.Equal([new RecoveredGroup.Faulty(3, Summary(3))], Open(disk).Opening.Faulty);
        Assert.Equal([new RecoveredGroup.Faulty(3, Summary(3))], Open(disk.AfterKill()).Opening.Faulty);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(Blocks.Size)]
    public void One_damaged_copy_of_a_segment_header_harms_nothing(int copy)
    {
        var disk = Written(Large, Large, Large, 100);
        Flip(disk, FirstSegment, copy + 30);
        Flip(disk, SegmentFile.NameOf(4), copy + 30);

        Assert.Equal(4, Open(disk).Records.Count);
    }

    [Theory]
    [InlineData(FirstSegment)]
    [InlineData("segment-00000000000000000004")]
    public void Two_damaged_copies_of_a_segment_header_quarantine_the_disk(string name)
    {
        var disk = Written(Large, Large, Large, 100);
        Flip(disk, name, 30);
        Flip(disk, name, Blocks.Size + 30);

        Assert.Contains("header", Quarantine(disk), StringComparison.Ordinal);
    }

    /// <summary>S5: a segment that is gone must not read as "no vote".</summary>
    [Theory]
    [InlineData(FirstSegment, "are missing")]
    [InlineData("segment-00000000000000000004", "damaged")]
    public void A_missing_segment_quarantines_the_disk(string name, string reason)
    {
        var disk = Written(Large, Large, Large, Large, Large, Large, 100);
        disk.Delete(name);

        Assert.Contains(reason, Quarantine(disk), StringComparison.Ordinal);
    }

    [Fact]
    public void A_journal_without_any_segment_is_quarantined_once_it_had_one()
    {
        var disk = new CrashableDisk();

        Assert.Contains(
            "no journal segment", Quarantine(disk, Options() with { OldestSequence = 1 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_of_another_folder_quarantines_the_disk()
    {
        var disk = Written(100);

        Assert.Contains(
            "another data folder", Quarantine(disk, Options() with { FolderSalt = 78 }), StringComparison.Ordinal);
    }

    [Fact]
    public void A_segment_under_the_wrong_name_quarantines_the_disk()
    {
        var disk = Written(100);
        disk.Rename(FirstSegment, SegmentFile.NameOf(2));

        Assert.Contains("begins with group 1", Quarantine(disk), StringComparison.Ordinal);
    }

    [Fact]
    public void A_group_that_no_segment_could_hold_is_refused_and_the_journal_goes_on()
    {
        using var journal = Open(new CrashableDisk()).Journal;

        var failure = Assert.Throws<ArgumentException>(
            () => journal.Append([Record(1, Large + 1)], GroupSummary.None, essential: false));
        Assert.Contains($"{journal.BodyBytesMax}", failure.Message, StringComparison.Ordinal);
        Append(journal, 1, Large);
    }

    [Fact]
    public void A_group_is_one_write_and_one_sync()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        var calls = new List<string>();
        disk.BeforeChange = (operation, _) => calls.Add(operation);

        journal.Append([Record(1, 100), Record(2, 5000), Record(3, 0)], Summary(1), essential: false);

        Assert.Equal(["write", "sync"], calls);
    }

    [Fact]
    public void Another_segment_size_applies_to_new_segments_only()
    {
        var disk = Written(Large, Large, 100);
        foreach (var bytes in new[] { 128 * 1024, 32 * 1024 })
        {
            var found = Open(disk, Options() with { SegmentBytes = bytes });
            found.AssertRecords((1, Large), (2, Large), (3, 100));
            found.Journal.Dispose();
        }
    }

    [Fact]
    public void The_next_segment_is_prepared_from_the_middle_of_one_in_bounded_steps()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        Append(journal, 1, Large);
        Assert.False(journal.IsPreparationDue);
        Append(journal, 2, Large);
        Assert.True(journal.IsPreparationDue);

        journal.PrepareStep();
        Assert.True(journal.IsPreparationDue);
        journal.PrepareStep();

        Assert.False(journal.IsPreparationDue);
        Assert.Equal(["prepared-0", "prepared-1", FirstSegment], disk.List());
    }

    [Fact]
    public void After_a_failed_sync_nothing_more_is_written()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        var syncs = 0;
        disk.BeforeChange = (operation, name) =>
        {
            if (operation == "sync")
            {
                syncs++;
                throw new DiskException("fdatasync", name, Errno.EIO, "injected");
            }
        };

        Assert.Throws<DiskException>(() => Append(journal, 1, 100));

        Assert.Throws<Paxos.Protocol.InvariantException>(() => Append(journal, 1, 100));
        Assert.Throws<Paxos.Protocol.InvariantException>(journal.AppendSeal);
        Assert.Equal(1, syncs);
    }
}
