using Paxos.Node.Disk;
using static Paxos.Node.Tests.Disk.JournalBench;

namespace Paxos.Node.Tests.Disk;

/// <summary>
/// A journal that can be fetched again: it never waits for the disk, and at the first damage it is cut.
/// </summary>
public sealed class UnsyncedJournalTests
{
    private const int Large = (16 * 1024) - GroupHeader.Size - GroupBody.RecordOverhead;
    private static readonly int[] Lengths = [Large, Large, Large, 100, 5000, Large, Large, 10];

    private static JournalOptions Unsynced => Options() with { SyncEachGroup = false };

    [Fact]
    public void Nothing_is_synced()
    {
        var disk = new CrashableDisk
        {
            BeforeChange = (operation, _) => Assert.DoesNotContain("sync", operation, StringComparison.Ordinal),
        };
        using (var journal = Open(disk, Unsynced).Journal)
        {
            WriteAll(journal);
            journal.AppendSeal();
        }

        Assert.Equal(Lengths.Length, Open(disk, Unsynced).Records.Count);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(6)]
    public void Damage_cuts_the_journal_there_and_the_rest_is_written_again(int damaged)
    {
        var disk = new CrashableDisk();
        using (var journal = Open(disk, Unsynced).Journal)
        {
            WriteAll(journal);
        }

        var (segment, first) = damaged <= 3 ? (FirstSegment, 1) : (SegmentFile.NameOf(4), 4);
        var offset = SegmentHeader.DataOffset + Lengths[(first - 1)..(damaged - 1)].Sum(GroupBytes);
        Flip(disk, segment, offset + 180);

        var found = Open(disk, Unsynced);
        Assert.Empty(found.Opening.Faulty);
        Assert.Equal(damaged - 1, found.Records.Count);
        Assert.Equal((ulong)damaged - 1, found.Journal.LastSequence);
        for (var number = damaged; number <= Lengths.Length; number++)
        {
            Append(found.Journal, 50 + number, Lengths[number - 1]);
        }

        var again = Open(disk, Unsynced);
        again.AssertRecords([.. Enumerable.Range(1, Lengths.Length).Select(
            number => (number < damaged ? number : 50 + number, Lengths[number - 1]))]);
    }

    [Fact]
    public void Groups_left_behind_a_cut_are_not_read_as_following_a_new_one()
    {
        var disk = new CrashableDisk();
        using (var journal = Open(disk, Unsynced).Journal)
        {
            Append(journal, 1, 100);
            Append(journal, 2, 100);
            Append(journal, 3, 100);
        }

        Flip(disk, FirstSegment, OffsetOf(2, 100) + 170);
        Append(Open(disk, Unsynced).Journal, 9, 100);

        Open(disk, Unsynced).AssertRecords((1, 100), (9, 100));
    }

    [Theory]
    [InlineData(FirstSegment, 0)]
    [InlineData("segment-00000000000000000004", 3)]
    public void A_damaged_segment_header_cuts_the_journal_before_it(string name, int kept)
    {
        var disk = new CrashableDisk();
        using (var journal = Open(disk, Unsynced).Journal)
        {
            WriteAll(journal);
        }

        Flip(disk, name, 30);
        Flip(disk, name, Blocks.Size + 30);

        Assert.Equal(kept, Open(disk, Unsynced).Records.Count);
    }

    [Fact]
    public void A_full_disk_shows_and_ends_with_room()
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk, Unsynced).Journal;
        disk.Capacity = disk.UsedBytes;
        Append(journal, 1, Large);
        Append(journal, 2, Large);
        Append(journal, 3, Large);

        Assert.Equal(AppendResult.NoSpace, journal.Append([Record(4, 10)], Summary(4), essential: false));
        Assert.Equal(SpaceState.NoSpace, journal.Space);

        disk.Capacity = long.MaxValue;
        journal.PrepareStep();
        Append(journal, 4, 10);
    }

    private static void WriteAll(Journal journal)
    {
        for (var index = 0; index < Lengths.Length; index++)
        {
            Append(journal, index + 1, Lengths[index]);
        }
    }
}
