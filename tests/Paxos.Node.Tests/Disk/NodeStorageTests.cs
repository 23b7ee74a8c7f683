using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Disk;

public sealed class NodeStorageTests
{
    private static readonly StorageIdentity Acceptor1 = new("acceptor1", "acceptor");

    [Fact]
    public void The_identity_is_born_once_and_every_start_is_counted()
    {
        var disk = new CrashableDisk();
        var first = Opened(disk).Storage.Superblock;
        Assert.Equal(1UL, first.BootCount);
        Assert.NotEqual(DiskId.None, first.DiskId);

        var second = Opened(disk.AfterKill()).Storage.Superblock;

        Assert.Equal(first with { BootCount = 2, Identity = default, PromisedFloor = default, Marks = default },
            second with { Identity = default, PromisedFloor = default, Marks = default });
    }

    [Fact]
    public void What_is_written_is_found_by_the_next_start()
    {
        var disk = new CrashableDisk();
        var storage = Opened(disk).Storage;
        storage.Journal.Append([JournalBench.Record(1, 50)], JournalBench.Summary(1), essential: false);
        storage.Write(storage.Superblock with { ClusterId = 5, Identity = new byte[] { 9 }, TrimmedTo = 3 });

        var groups = new List<RecoveredGroup>();
        var again = Opened(disk.AfterKill(), groups.Add).Storage.Superblock;

        Assert.Equal((5UL, 3UL), (again.ClusterId, again.TrimmedTo));
        Assert.Equal([9], again.Identity.ToArray());
        Assert.Equal(JournalBench.Summary(1), groups[0].Summary);
    }

    [Fact]
    public void A_power_loss_at_any_change_of_the_first_start_leaves_a_folder_that_starts()
    {
        for (var crashAt = 0; ; crashAt++)
        {
            var disk = new CrashableDisk();
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
                Opened(disk);
                Assert.True(crashAt > 15);
                return;
            }
            catch (PowerLossException)
            {
                for (var folder = 0; folder <= disk.UnsyncedFolderChanges; folder++)
                {
                    Opened(disk.AfterPowerLoss(block => block % 2 * Blocks.Size, folder));
                }
            }
        }
    }

    [Theory]
    [InlineData("acceptor2", "acceptor", "The data folder disk belongs to acceptor1. This node is acceptor2.")]
    [InlineData(
        "acceptor1", "learner", "The data folder disk belongs to the acceptor acceptor1. This role is learner.")]
    public void The_folder_of_another_node_or_role_is_refused(string name, string role, string message)
    {
        var disk = new CrashableDisk();
        Opened(disk).Storage.Journal.Dispose();

        var failure = Assert.Throws<DataFolderException>(
            () => NodeStorage.Open(disk, new StorageIdentity(name, role), JournalBench.Options(), _ => { }));

        Assert.Equal(message, failure.Message);
    }

    /// <summary>Amnesia: a disk that forgot what it promised must not begin anew under its old name.</summary>
    [Theory]
    [InlineData("superblock", "no superblock")]
    [InlineData(JournalBench.FirstSegment, "no journal segment")]
    public void A_folder_that_lost_a_file_is_quarantined(string name, string reason)
    {
        var disk = new CrashableDisk();
        Opened(disk).Storage.Journal.Dispose();
        disk.Delete(name);

        var quarantined = Assert.IsType<StorageOpening.Quarantined>(
            NodeStorage.Open(disk, Acceptor1, JournalBench.Options(), _ => { }));

        Assert.Contains(reason, quarantined.Reason, StringComparison.Ordinal);
        Assert.Equal(name != "superblock", quarantined.Superblock is not null);
    }

    [Fact]
    public void A_disk_never_changes_its_identity()
    {
        var storage = Opened(new CrashableDisk()).Storage;

        Assert.Throws<InvariantException>(() => storage.Write(storage.Superblock with { DiskId = new DiskId(1, 1) }));
    }

    // Rule K1: once out, always out.
    [Fact]
    public void A_quarantine_that_was_kept_is_found_by_every_later_start_and_the_journal_is_not_touched()
    {
        var disk = new CrashableDisk();
        var storage = Opened(disk).Storage;
        storage.Keep(new QuarantineRecord("put back"));
        storage.Journal.Dispose();
        disk.BeforeChange = (name, _) => Assert.Fail($"{name} is changed");

        for (var start = 0; start < 2; start++)
        {
            var quarantined = Assert.IsType<StorageOpening.Quarantined>(
                NodeStorage.Open(disk, Acceptor1, JournalBench.Options(), _ => { }));

            Assert.Equal("put back", quarantined.Reason);
            Assert.Equal(storage.Superblock.DiskId, quarantined.Superblock!.DiskId);
        }
    }

    [Fact]
    public void A_reason_that_is_too_long_is_kept_in_part()
    {
        var disk = new CrashableDisk();
        Opened(disk).Storage.Keep(new QuarantineRecord(new string('x', 10_000)));

        var opening = NodeStorage.Open(disk.AfterKill(), Acceptor1, JournalBench.Options(), _ => { });

        Assert.Equal(Superblock.QuarantineLengthMax, Assert.IsType<StorageOpening.Quarantined>(opening).Reason.Length);
    }

    [Fact]
    public void Marks_come_back_before_the_groups()
    {
        var disk = new CrashableDisk();
        var storage = Opened(disk).Storage;
        var mark = new DiskMark(new DiskId(1, 2), 3, 4, 5);
        storage.Keep(new MarksRecord([mark]));

        var records = Opened(disk.AfterKill()).Storage.AcceptorRecords().ToArray();

        Assert.Equal([mark], Assert.IsType<MarksRecord>(records[0]).Marks);
        Assert.Equal(new StampRecord(0), records[1]);
    }

    // Rule K2: what was acknowledged is counted by every later start, whatever was written and lost behind it, seals or trims.
    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, true)]
    public void The_newest_group_of_records_is_counted_by_every_later_start(bool isSealed, bool isTrimmed)
    {
        var disk = new CrashableDisk();
        var last = 0UL;
        for (var life = 0; life < 6; life++)
        {
            var storage = Opened(disk).Storage;
            var found = storage.Journal.LastDataSequence;
            Assert.True(found >= last, $"life {life} begins with {found} and not with {last}");
            for (var number = 1; number <= 3 * life; number++)
            {
                JournalBench.Append(storage.Journal, (life * 100) + number, 5_000);
                Assert.True(storage.Journal.LastDataSequence > last);
                last = storage.Journal.LastDataSequence;
            }

            if (isTrimmed)
            {
                storage.Trim(JournalBench.Summary((life * 100) + (3 * life)).Slots!.Value.Last);
            }

            if (isSealed)
            {
                storage.Journal.AppendSeal();
                Assert.Equal(last, storage.Journal.LastDataSequence);
            }

            storage.Journal.Dispose();
            disk = disk.AfterPowerLoss(_ => 0, 0);
        }

        Assert.True(last > 40);
    }

    // A seal that rots takes nothing with it, so the disk must not seem older than what it told.
    [Fact]
    public void A_rotten_seal_makes_no_disk_older()
    {
        var disk = JournalBench.Written(50, 60);
        using (var sealing = JournalBench.Open(disk).Journal)
        {
            Assert.Equal(2UL, sealing.LastDataSequence);
        }

        JournalBench.Flip(disk, JournalBench.FirstSegment, JournalBench.OffsetOf(3, 50, 60) + 20);

        var found = JournalBench.Open(disk);
        Assert.Equal(2UL, found.Journal.LastDataSequence);
    }

    private static StorageOpening.Opened Opened(CrashableDisk disk, Action<RecoveredGroup>? onGroup = null)
    {
        var opening = NodeStorage.Open(disk, Acceptor1, JournalBench.Options(), onGroup ?? (_ => { }));
        return Assert.IsType<StorageOpening.Opened>(opening);
    }
}
