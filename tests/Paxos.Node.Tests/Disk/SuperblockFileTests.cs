using System.Buffers.Binary;
using System.IO.Hashing;
using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Disk;

public sealed class SuperblockFileTests
{
    private const int PrefixBytes = 48;

    [Fact]
    public void Every_field_comes_back()
    {
        var disk = new CrashableDisk();
        var written = Sample(7) with
        {
            ClusterId = ulong.MaxValue,
            Identity = new byte[Superblock.IdentityBytesMax],
            PromisedFloor = new byte[] { 1, 2, 3 },
            TrimmedTo = 12,
            OldestSequence = 5,
            Marks = new byte[Superblock.MarksBytesMax],
            Quarantine = "put back, über 5",
        };
        new SuperblockFile(disk).Create(written);

        var found = Read(disk);

        Assert.Equal(4, found.GoodCopies);
        Assert.Equal(written.Identity.ToArray(), found.Superblock.Identity.ToArray());
        Assert.Equal(written.PromisedFloor.ToArray(), found.Superblock.PromisedFloor.ToArray());
        Assert.Equal(written.Marks.ToArray(), found.Superblock.Marks.ToArray());
        Assert.Equal(
            written with { Identity = default, PromisedFloor = default, Marks = default },
            found.Superblock with { Identity = default, PromisedFloor = default, Marks = default });
    }

    [Fact]
    public void An_identity_that_does_not_fit_is_refused()
    {
        var file = new SuperblockFile(new CrashableDisk());

        Assert.Throws<ArgumentOutOfRangeException>(
            () => file.Create(Sample(1) with { Identity = new byte[Superblock.IdentityBytesMax + 1] }));
    }

    [Fact]
    public void Marks_and_a_reason_that_do_not_fit_are_refused()
    {
        var file = new SuperblockFile(new CrashableDisk());

        Assert.Throws<ArgumentOutOfRangeException>(() => file.Create(Sample(1) with { Marks = new byte[Superblock.MarksBytesMax + 1] }));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => file.Create(Sample(1) with { Quarantine = new string('x', Superblock.QuarantineLengthMax + 1) }));
    }

    /// <summary>Every subset of the four copies is damaged: two good ones are needed, whichever they are.</summary>
    [Fact]
    public void Two_good_copies_are_enough_and_one_is_not()
    {
        var written = new CrashableDisk();
        var file = new SuperblockFile(written);
        file.Create(Sample(1));
        file.Write(Sample(2));
        for (var damaged = 0; damaged < 16; damaged++)
        {
            var disk = written.AfterKill();
            for (var copy = 0; copy < SuperblockFile.Copies; copy++)
            {
                if ((damaged & (1 << copy)) != 0)
                {
                    JournalBench.Flip(disk, SuperblockFile.Name, (copy * SuperblockFile.CopyBytes) + 10 + (13 * copy));
                }
            }

            var reading = new SuperblockFile(disk).Read();
            var good = 4 - int.PopCount(damaged);
            if (good >= 2)
            {
                var found = Assert.IsType<SuperblockReading.Found>(reading);
                Assert.Equal((2UL, good), (found.Superblock.BootCount, found.GoodCopies));
            }
            else
            {
                var quarantined = Assert.IsType<SuperblockReading.Quarantined>(reading);
                Assert.Contains($"Only {good} of the 4", quarantined.Reason, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_copy_that_cannot_be_read_and_one_in_the_wrong_place_are_damaged_copies()
    {
        var disk = new CrashableDisk();
        new SuperblockFile(disk).Create(Sample(1));
        disk.UnreadableBlocks.Add((SuperblockFile.Name, 0));
        disk.Damage(SuperblockFile.Name, bytes =>
        {
            bytes.AsSpan(0, SuperblockFile.CopyBytes).CopyTo(bytes.AsSpan(SuperblockFile.CopyBytes));
            return bytes;
        });

        Assert.Equal(2, Read(disk).GoodCopies);
    }

    [Fact]
    public void A_write_repairs_damaged_copies()
    {
        var disk = new CrashableDisk();
        new SuperblockFile(disk).Create(Sample(1));
        JournalBench.Flip(disk, SuperblockFile.Name, 60);
        var file = new SuperblockFile(disk);
        file.Read();

        file.Write(Sample(2));

        Assert.Equal(4, Read(disk).GoodCopies);
    }

    [Fact]
    public void A_power_loss_during_the_creation_leaves_nothing_or_a_valid_one()
    {
        foreach (var disk in Crashes(new CrashableDisk(), disk => new SuperblockFile(disk).Create(Sample(1))))
        {
            var reading = new SuperblockFile(disk).Read();
            Assert.True(reading is SuperblockReading.Missing or SuperblockReading.Found, reading.ToString());
            if (reading is SuperblockReading.Missing)
            {
                new SuperblockFile(disk).Create(Sample(2));
                Assert.Equal(4, Read(disk).GoodCopies);
            }
        }
    }

    [Fact]
    public void A_power_loss_during_a_write_leaves_the_old_state_or_the_new_one()
    {
        var start = new CrashableDisk();
        new SuperblockFile(start).Create(Sample(1));
        var news = 0;
        foreach (var disk in Crashes(start, disk => ReadAndWrite(disk, Sample(2))))
        {
            var bootCount = Read(disk).Superblock.BootCount;
            Assert.InRange(bootCount, 1UL, 2UL);
            news += (int)bootCount - 1;

            // A state that only one copy holds must not be confused with the next one written.
            foreach (var again in Crashes(disk, other => ReadAndWrite(other, Sample(3))))
            {
                Assert.Contains(Read(again).Superblock.BootCount, new[] { bootCount, 3UL });
            }
        }

        Assert.True(news > 0);
    }

    /// <summary>Two rotten copies and then a crash: the write begins with the copies that hold nothing.</summary>
    [Fact]
    public void A_power_loss_during_a_write_spares_the_last_good_pair()
    {
        for (var damaged = 0; damaged < 16; damaged++)
        {
            if (int.PopCount(damaged) != 2)
            {
                continue;
            }

            var start = new CrashableDisk();
            new SuperblockFile(start).Create(Sample(1));
            foreach (var copy in Enumerable.Range(0, 4).Where(copy => (damaged & (1 << copy)) != 0))
            {
                JournalBench.Flip(start, SuperblockFile.Name, (copy * SuperblockFile.CopyBytes) + 50);
            }

            foreach (var disk in Crashes(start, other => ReadAndWrite(other, Sample(2))))
            {
                Assert.InRange(Read(disk).Superblock.BootCount, 1UL, 2UL);
            }
        }
    }

    [Fact]
    public void A_newer_format_is_told_from_damage()
    {
        var disk = new CrashableDisk();
        new SuperblockFile(disk).Create(Sample(1));
        SetFormat(disk, 9, bodyLength: null);

        Assert.Equal(new SuperblockReading.NewerFormat(9), new SuperblockFile(disk).Read());
    }

    [Fact]
    public void The_first_format_is_read_as_one_without_marks_and_quarantine_and_written_as_the_newest()
    {
        var disk = new CrashableDisk();
        new SuperblockFile(disk).Create(Sample(1) with { ClusterId = 5, OldestSequence = 3 });
        SetFormat(disk, 1, bodyLength: BodyLengthOf(disk) - 2);

        var found = Read(disk).Superblock;
        Assert.Equal((5UL, 3UL, 0, string.Empty), (found.ClusterId, found.OldestSequence, found.Marks.Length, found.Quarantine));

        ReadAndWrite(disk, found with { Quarantine = "why" });
        Assert.Equal("why", Read(disk).Superblock.Quarantine);
    }

    private static int BodyLengthOf(CrashableDisk disk)
    {
        var prefix = new byte[PrefixBytes];
        using var file = disk.Open(SuperblockFile.Name);
        file.Read(0, prefix);
        return BinaryPrimitives.ReadInt32LittleEndian(prefix.AsSpan(12));
    }

    // Every copy gets the version, another length where one is given, and a hash that is right.
    private static void SetFormat(CrashableDisk disk, uint format, int? bodyLength) => disk.Damage(SuperblockFile.Name, bytes =>
    {
        for (var copy = 0; copy < SuperblockFile.Copies; copy++)
        {
            var span = bytes.AsSpan(copy * SuperblockFile.CopyBytes, SuperblockFile.CopyBytes);
            BinaryPrimitives.WriteUInt32LittleEndian(span[8..], format);
            BinaryPrimitives.WriteInt32LittleEndian(span[12..], bodyLength ?? BinaryPrimitives.ReadInt32LittleEndian(span[12..]));
            var hash = new XxHash128();
            hash.Append(span[..32]);
            hash.Append(span.Slice(PrefixBytes, BinaryPrimitives.ReadInt32LittleEndian(span[12..])));
            BinaryPrimitives.WriteUInt128LittleEndian(span[32..], hash.GetCurrentHashAsUInt128());
        }

        return bytes;
    });

    private static Superblock Sample(ulong bootCount) => new()
    {
        NodeName = "acceptor1",
        RoleName = "acceptor",
        DiskId = new DiskId(3, 4),
        Salt = 99,
        BootCount = bootCount,
    };

    private static SuperblockReading.Found Read(CrashableDisk disk) =>
        Assert.IsType<SuperblockReading.Found>(new SuperblockFile(disk).Read());

    private static void ReadAndWrite(CrashableDisk disk, Superblock superblock)
    {
        var file = new SuperblockFile(disk);
        file.Read();
        file.Write(superblock);
    }

    /// <summary>
    /// What is left after a power loss at each change of <paramref name="work"/>, with some subsets of blocks.
    /// </summary>
    private static IEnumerable<CrashableDisk> Crashes(CrashableDisk start, Action<CrashableDisk> work)
    {
        for (var crashAt = 0; ; crashAt++)
        {
            var disk = start.AfterKill();
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
                work(disk);
                yield break;
            }
            catch (PowerLossException)
            {
                // The disk goes on as the power loss left it.
            }

            for (var subset = 0; subset < 1 << Math.Min(4, disk.UnsyncedBlocks); subset++)
            {
                for (var folder = 0; folder <= disk.UnsyncedFolderChanges; folder++)
                {
                    yield return disk.AfterPowerLoss(block => ((subset >> (block % 4)) & 1) * Blocks.Size, folder);
                    yield return disk.AfterPowerLoss(block => ((subset >> (block % 4)) & 1) * 20, folder);
                }
            }
        }
    }
}
