using Paxos.Node.Disk;
using Paxos.Protocol;
using static Paxos.Node.Tests.Disk.JournalBench;

namespace Paxos.Node.Tests.Disk;

/// <summary>
/// Power is lost before every single change that the journal makes, and any subset of the unsynced blocks survives:
/// every acknowledged group is found intact, and of the one in flight all or nothing.
/// </summary>
public sealed class JournalCrashTests
{
    private const int SubsetsTried = 12;
    private static readonly int[] Lengths = [10, 9000, 50, 15000, 200, 12000, 0, 15000, 9000, 15000, 15000, 70];

    [Fact]
    public void Every_subset_of_the_blocks_of_the_group_in_flight_keeps_the_acknowledged_ones()
    {
        // Three full blocks, each lost, whole, or torn at one of two sectors.
        const int Length = (3 * Blocks.Size) - GroupHeader.Size - GroupBody.RecordOverhead;
        int[] kept = [0, 512, 2048, 4096];
        for (var subset = 0; subset < 64; subset++)
        {
            var disk = Written(100, 5000);
            using (var journal = Open(disk).Journal)
            {
                CrashAt(disk, 1, () => Append(journal, 3, Length));
            }

            Assert.Equal(3, disk.UnsyncedBlocks);
            var after = disk.AfterPowerLoss(block => kept[(subset >> (2 * block)) & 3], 0);

            var found = Open(after);
            Assert.Empty(found.Opening.Faulty);
            Assert.Equal(subset == 63 ? 3 : 2, found.Records.Count);
        }
    }

    [Fact]
    public void A_power_loss_at_any_change_loses_no_acknowledged_group()
    {
        var changes = CountChanges(Write);
        Assert.True(changes > 70, $"{changes} changes");
        for (var crashAt = 0; crashAt < changes; crashAt++)
        {
            var (disk, acknowledged) = CrashDuring(new CrashableDisk(), 0, crashAt, Write);
            foreach (var survivor in Survivors(disk, seed: (ulong)crashAt))
            {
                AssertHolds(survivor, acknowledged);
            }
        }
    }

    [Fact]
    public void A_power_loss_at_any_change_of_a_start_loses_no_acknowledged_group()
    {
        var torn = Written(Lengths[..7]);
        Flip(torn, SegmentFile.NameOf(6), SegmentHeader.DataOffset + GroupBytes(Lengths[5]) + 3);
        var changes = CountChanges((disk, _) => Open(disk).Journal.Dispose(), torn.AfterKill());
        Assert.True(changes > 8, $"{changes} changes");
        for (var first = 0; first < changes; first++)
        {
            var (disk, _) = CrashDuring(torn.AfterKill(), 6, first, (start, _) => Open(start).Journal.Dispose());
            foreach (var survivor in Survivors(disk, seed: (ulong)first))
            {
                // And once more, in the start after that: what the first one left half done must not confuse the
                // second.
                var (again, _) = CrashDuring(
                    survivor.AfterKill(), 6, (first * 7) % changes, (start, _) => Open(start).Journal.Dispose());
                AssertHolds(again.AfterPowerLoss(block => block % 2 * Blocks.Size, again.UnsyncedFolderChanges), 6);
                AssertHolds(survivor, 6);
            }
        }
    }

    private static void Write(CrashableDisk disk, Action acknowledge)
    {
        using var journal = Open(disk).Journal;
        for (var index = 0; index < Lengths.Length; index++)
        {
            Append(journal, index + 1, Lengths[index]);
            acknowledge();
            if (index % 3 == 1)
            {
                journal.AppendSeal();
            }

            if (index % 2 == 0)
            {
                journal.PrepareStep();
            }
        }
    }

    private static void AssertHolds(CrashableDisk disk, int acknowledged)
    {
        var found = Open(disk);
        Assert.Empty(found.Opening.Faulty);
        Assert.InRange(found.Records.Count, acknowledged, acknowledged + 1);
        found.AssertRecords(
            [.. Enumerable.Range(1, found.Records.Count).Select(number => (number, Lengths[number - 1]))]);

        // And it can be written and started again.
        Append(found.Journal, 99, 100);
        found.Journal.Dispose();
        var again = Open(disk.AfterKill());
        Assert.Equal(found.Records.Count + 1, again.Records.Count);
        Assert.Empty(again.Opening.Faulty);
        again.Journal.Dispose();
    }

    private static IEnumerable<CrashableDisk> Survivors(CrashableDisk disk, ulong seed)
    {
        var prng = new Prng(seed);
        for (var folder = 0; folder <= disk.UnsyncedFolderChanges; folder++)
        {
            yield return disk.AfterPowerLoss(_ => 0, folder);
            yield return disk.AfterPowerLoss(_ => Blocks.Size, folder);
            for (var subset = 0; disk.UnsyncedBlocks > 0 && subset < SubsetsTried; subset++)
            {
                var kept = Enumerable.Range(0, disk.UnsyncedBlocks).Select(_ => (int)prng.Next(0, 8) * 585).ToList();
                yield return disk.AfterPowerLoss(block => Math.Min(Blocks.Size, kept[block]), folder);
            }
        }
    }

    private static int CountChanges(Action<CrashableDisk, Action> work, CrashableDisk? disk = null)
    {
        disk ??= new CrashableDisk();
        var changes = 0;
        disk.BeforeChange = (_, _) => changes++;
        work(disk, () => { });
        return changes;
    }

    private static (CrashableDisk Disk, int Acknowledged) CrashDuring(
        CrashableDisk disk, int acknowledged, int crashAt, Action<CrashableDisk, Action> work)
    {
        CrashAt(disk, crashAt, () => work(disk, () => acknowledged++));
        return (disk, acknowledged);
    }

    private static void CrashAt(CrashableDisk disk, int crashAt, Action work)
    {
        var changes = 0;
        disk.BeforeChange = (_, _) =>
        {
            if (changes++ >= crashAt)
            {
                throw new PowerLossException();
            }
        };
        try
        {
            work();
        }
        catch (PowerLossException)
        {
            // The process is gone; the test goes on with what the disk kept.
        }

        disk.BeforeChange = null;
    }
}
