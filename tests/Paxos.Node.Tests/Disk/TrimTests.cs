using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Disk;

/// <summary>Deleting segments whose slots are no longer needed (rule T2; schedule S5).</summary>
public sealed class TrimTests
{
    private const int RecordBytes = 15_000;

    private static readonly StorageIdentity Acceptor1 = new("acceptor1", "acceptor");

    // A segment of this journal holds three of these groups.
    [Fact]
    public void Only_whole_segments_go_and_never_the_last()
    {
        var disk = new CrashableDisk();
        var storage = Written(disk, groups: 9);
        var before = storage.Journal.Segments;

        storage.Trim(new Slot(45));

        Assert.Equal(before - 1, storage.Journal.Segments);
        Assert.Equal(storage.Journal.Segments, disk.List().Count(SegmentFile.IsSegment));
        storage.Trim(new Slot(10_000));
        Assert.Equal(1, storage.Journal.Segments);
        Assert.Equal(JournalBench.Options().SegmentBytes, storage.Journal.Bytes);
    }

    [Fact]
    public void What_the_deleted_segments_promised_stays_promised()
    {
        var disk = new CrashableDisk();
        Written(disk, groups: 9).Trim(new Slot(63));

        var again = Opened(disk.AfterKill(), out var groups);

        Assert.Equal(63UL, again.Superblock.TrimmedTo);
        Assert.Equal(new Ballot(0, 6, 5), NodeStorage.PromisedFloorOf(again.Superblock));
        var first = groups.OfType<RecoveredGroup.Intact>().First(group => group.Records.Count > 0);
        Assert.Equal(70UL, first.Summary.Slots!.Value.First.Number);
    }

    [Fact]
    public void An_older_trim_changes_nothing()
    {
        var storage = Written(new CrashableDisk(), groups: 9);
        storage.Trim(new Slot(63));
        var superblock = storage.Superblock;

        storage.Trim(new Slot(20));

        Assert.Equal(superblock, storage.Superblock);
    }

    // S5: a segment that is gone while trimmedTo is not durable would read as "no vote".
    [Fact]
    public void A_power_loss_at_any_change_of_a_trim_loses_no_slot_that_is_not_trimmed_and_no_promise()
    {
        for (var crashAt = 0; ; crashAt++)
        {
            var disk = new CrashableDisk();
            var storage = Written(disk, groups: 9);
            var changes = 0;
            disk.BeforeChange = (_, _) =>
            {
                if (changes++ == crashAt)
                {
                    throw new PowerLossException();
                }
            };
            try
            {
                storage.Trim(new Slot(63));
                Assert.True(crashAt > 8);
                return;
            }
            catch (PowerLossException)
            {
                for (var folder = 0; folder <= disk.UnsyncedFolderChanges; folder++)
                {
                    Check(disk.AfterPowerLoss(block => block % 2 * Blocks.Size, folder));
                }
            }
        }
    }

    [Fact]
    public void A_journal_goes_on_after_a_trim_and_is_found_whole()
    {
        var disk = new CrashableDisk();
        var storage = Written(disk, groups: 9);
        storage.Trim(new Slot(63));
        for (var number = 10; number <= 15; number++)
        {
            JournalBench.Append(storage.Journal, number, RecordBytes);
        }

        storage.Trim(new Slot(103));
        Opened(disk.AfterKill(), out var groups);

        Assert.Equal(
            Enumerable.Range(10, 6).Select(number => (ulong)number * 10),
            groups.OfType<RecoveredGroup.Intact>()
                .Where(group => group.Records.Count > 0)
                .Select(group => group.Summary.Slots!.Value.First.Number)
                .Where(first => first >= 100));
    }

    private static void Check(CrashableDisk disk)
    {
        var storage = Opened(disk, out var groups);
        var found = groups.OfType<RecoveredGroup.Intact>()
            .Where(group => group.Records.Count > 0)
            .Select(group => group.Summary)
            .ToList();
        for (var number = 1; number <= 9; number++)
        {
            var summary = JournalBench.Summary(number);
            var isThere = found.Contains(summary);
            Assert.True(isThere || summary.Slots!.Value.Last.Number <= storage.Superblock.TrimmedTo, $"group {number} is lost");
            Assert.True(isThere || NodeStorage.PromisedFloorOf(storage.Superblock) >= summary.MaxBallot, $"promise {number} is lost");
        }
    }

    private static NodeStorage Written(CrashableDisk disk, int groups)
    {
        var storage = Opened(disk, out _);
        for (var number = 1; number <= groups; number++)
        {
            JournalBench.Append(storage.Journal, number, RecordBytes);
        }

        return storage;
    }

    private static NodeStorage Opened(CrashableDisk disk, out List<RecoveredGroup> groups)
    {
        var found = new List<RecoveredGroup>();
        var opening = NodeStorage.Open(disk, Acceptor1, JournalBench.Options(), found.Add);
        groups = found;
        Assert.True(opening is StorageOpening.Opened, (opening as StorageOpening.Quarantined)?.Reason);
        return ((StorageOpening.Opened)opening).Storage;
    }
}
