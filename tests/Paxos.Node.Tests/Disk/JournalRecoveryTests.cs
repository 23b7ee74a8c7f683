using Paxos.Node.Disk;
using static Paxos.Node.Tests.Disk.JournalBench;

namespace Paxos.Node.Tests.Disk;

/// <summary>
/// A torn tail is told from corruption (Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST
/// 2018, section 3.3.2): what was never acknowledged is cut, what was acknowledged is never read as "no vote".
/// </summary>
public sealed class JournalRecoveryTests
{
    private static readonly int[] Lengths = [100, 5000, 300, 9000, 40];

    [Fact]
    public void What_was_appended_is_found_in_order_after_any_number_of_starts()
    {
        var disk = new CrashableDisk();
        for (var start = 0; start < 12; start++)
        {
            var found = Open(disk);
            found.AssertRecords([.. Enumerable.Range(0, start).Select(number => (number, 3000 * (number % 4)))]);
            Append(found.Journal, start, 3000 * (start % 4));
            found.Journal.AppendSeal();
            found.Journal.Dispose();
            disk = disk.AfterKill();
        }
    }

    [Fact]
    public void A_journal_cut_at_every_byte_of_its_last_group_keeps_all_before_it()
    {
        int[] lengths = [100, 5000, 4500];
        var written = Written(lengths);
        var start = OffsetOf(3, lengths);
        var image = written.ContentOf(FirstSegment);
        for (var cut = start; cut <= start + GroupBytes(4500); cut++)
        {
            var isWhole = cut >= start + UsedBytes(4500);
            var disk = written.AfterKill();
            disk.Damage(FirstSegment, _ => [.. image[..cut], .. new byte[image.Length - cut]]);

            var found = Open(disk);

            Assert.Empty(found.Opening.Faulty);
            Assert.Equal(isWhole ? 3 : 2, found.Records.Count);
            Assert.Equal(isWhole || cut == start ? 0 : 1, Math.Sign(found.Opening.TornBytes));
        }
    }

    [Fact]
    public void A_file_that_ends_within_its_last_group_keeps_all_before_it_and_takes_new_groups()
    {
        int[] lengths = [100, 5000, 4500];
        var written = Written(lengths);
        var start = OffsetOf(3, lengths);
        for (var cut = start; cut < start + UsedBytes(4500); cut += 61)
        {
            var disk = written.AfterKill();
            disk.Damage(FirstSegment, bytes => bytes[..cut]);

            var found = Open(disk);
            Append(found.Journal, 9, 200);

            Open(disk.AfterKill()).AssertRecords((1, 100), (2, 5000), (9, 200));
        }
    }

    [Fact]
    public void A_bit_turned_over_anywhere_in_a_middle_group_makes_it_faulty_with_its_slots_known()
    {
        var written = Written(Lengths);
        var start = OffsetOf(2, Lengths);
        for (var offset = 0; offset < UsedBytes(5000); offset += offset < GroupHeader.Size ? 1 : 37)
        {
            var disk = written.AfterKill();
            Flip(disk, FirstSegment, start + offset, offset % 8);

            // Twice: the second start sees the tail that the first one wrote anew.
            for (var opening = 0; opening < 2; opening++)
            {
                var found = Open(disk);

                var faulty = Assert.Single(found.Opening.Faulty);
                Assert.Equal(new RecoveredGroup.Faulty(2, Summary(2)), faulty);
                Assert.Equal(faulty, found.Groups[1]);
                found.AssertRecords((1, 100), (3, 300), (4, 9000), (5, 40));
                disk = disk.AfterKill();
            }
        }
    }

    [Fact]
    public void A_bit_turned_over_in_the_padding_harms_nothing()
    {
        var disk = Written(Lengths);
        Flip(disk, FirstSegment, OffsetOf(3, Lengths) - 1);

        Assert.Empty(Open(disk).Opening.Faulty);
    }

    [Fact]
    public void A_block_that_cannot_be_read_is_rot_and_not_the_end_of_the_node()
    {
        var disk = Written(Lengths);
        disk.UnreadableBlocks.Add((FirstSegment, OffsetOf(4, Lengths) / Blocks.Size));

        var found = Open(disk);

        Assert.Equal([new RecoveredGroup.Faulty(4, Summary(4))], found.Opening.Faulty);
        found.AssertRecords((1, 100), (2, 5000), (3, 300), (5, 40));
    }

    /// <summary>S9: rot in the last acknowledged group taken for a torn tail.</summary>
    [Fact]
    public void Rot_in_the_last_group_is_known_when_a_seal_follows_it()
    {
        var written = new CrashableDisk();
        using (var journal = Open(written).Journal)
        {
            Append(journal, 1, 100);
            Append(journal, 2, 5000);
            journal.AppendSeal();
        }

        var start = OffsetOf(2, 100);
        for (var offset = 0; offset < UsedBytes(5000); offset += offset < GroupHeader.Size ? 1 : 97)
        {
            var disk = written.AfterKill();
            Flip(disk, FirstSegment, start + offset, offset % 8);

            Assert.Equal([new RecoveredGroup.Faulty(2, Summary(2))], Open(disk).Opening.Faulty);
            Assert.Equal([new RecoveredGroup.Faulty(2, Summary(2))], Open(disk.AfterKill()).Opening.Faulty);
        }
    }

    [Fact]
    public void Rot_in_the_last_group_that_no_seal_follows_reads_as_a_torn_tail()
    {
        // The one case that the design gives up: rot and a crash within the moment before the seal.
        var disk = Written(100, 5000);
        Flip(disk, FirstSegment, OffsetOf(2, 100) + 300);

        var found = Open(disk);

        found.AssertRecords((1, 100));
        Assert.Empty(found.Opening.Faulty);
    }

    [Fact]
    public void A_start_seals_the_journal_so_that_later_rot_in_the_last_group_is_known()
    {
        var disk = Written(100, 300);
        Open(disk).Journal.Dispose();
        Flip(disk, FirstSegment, OffsetOf(2, 100) + 200);

        Assert.Equal([new RecoveredGroup.Faulty(2, Summary(2))], Open(disk).Opening.Faulty);
    }

    [Fact]
    public void A_damaged_body_before_a_torn_write_was_acknowledged_and_stays_known_as_faulty()
    {
        // The torn write of group 3 can only have begun after the fdatasync of group 2 had returned.
        var disk = Written(100, 5000, 300);
        Flip(disk, FirstSegment, OffsetOf(2, 100) + 300);
        Flip(disk, FirstSegment, OffsetOf(3, 100, 5000) + 3);

        for (var opening = 0; opening < 3; opening++)
        {
            var found = Open(disk);
            found.AssertRecords((1, 100));
            Assert.Equal([new RecoveredGroup.Faulty(2, Summary(2))], found.Opening.Faulty);
            disk = disk.AfterKill();
        }
    }

    [Fact]
    public void Two_damaged_neighbours_of_which_no_header_tells_quarantine_the_disk_and_change_nothing()
    {
        var disk = Written(Lengths);
        Flip(disk, FirstSegment, OffsetOf(2, Lengths) + 20);
        Flip(disk, FirstSegment, OffsetOf(3, Lengths) + 20);
        var before = disk.ContentOf(FirstSegment);

        Assert.Contains("from 2 to 3", Quarantine(disk), StringComparison.Ordinal);
        Assert.Equal(before, disk.ContentOf(FirstSegment));
        Assert.Contains("from 2 to 3", Quarantine(disk), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_damaged_neighbours_whose_own_headers_are_intact_are_both_faulty()
    {
        var disk = Written(Lengths);
        Flip(disk, FirstSegment, OffsetOf(2, Lengths) + 400);
        Flip(disk, FirstSegment, OffsetOf(3, Lengths) + 200);

        Assert.Equal(
            [new RecoveredGroup.Faulty(2, Summary(2)), new RecoveredGroup.Faulty(3, Summary(3))],
            Open(disk).Opening.Faulty);
    }

    [Fact]
    public void A_damaged_body_and_a_damaged_header_behind_it_are_both_faulty()
    {
        var disk = Written(Lengths);
        Flip(disk, FirstSegment, OffsetOf(2, Lengths) + 400);
        Flip(disk, FirstSegment, OffsetOf(3, Lengths) + 20);

        Assert.Equal(
            [new RecoveredGroup.Faulty(2, Summary(2)), new RecoveredGroup.Faulty(3, Summary(3))],
            Open(disk).Opening.Faulty);
    }

    [Fact]
    public void A_group_rewritten_with_other_records_breaks_the_chain()
    {
        var disk = Written(100, 200, 300);
        var other = Written(100, 201, 300);
        var group = other.ContentOf(FirstSegment)[OffsetOf(2, 100)..OffsetOf(3, 100, 200)];
        disk.Damage(FirstSegment, bytes =>
        {
            group.CopyTo(bytes, OffsetOf(2, 100));
            return bytes;
        });

        Assert.Contains("does not follow group 2", Quarantine(disk), StringComparison.Ordinal);
    }
}
