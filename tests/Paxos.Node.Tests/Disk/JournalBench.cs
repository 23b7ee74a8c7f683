using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Disk;

/// <summary>
/// A small journal for tests: its options, records that can be told apart, and what an opening found.
/// </summary>
internal static class JournalBench
{
    public const string FirstSegment = "segment-00000000000000000001";

    public static JournalOptions Options() => new()
    {
        SegmentBytes = SegmentHeader.DataOffset + (3 * 16 * 1024),
        GroupBytesMax = 16 * 1024,
        PrepareStepBytes = 32 * 1024,
        FolderSalt = 77,
        NextRandom = new Prng(1).NextBits,
    };

    /// <summary>Record <paramref name="number"/>: its bytes follow from number and length.</summary>
    public static ReadOnlyMemory<byte> Record(int number, int length)
    {
        var bytes = new byte[length];
        for (var index = 0; index < length; index++)
        {
            bytes[index] = (byte)(1 + ((number * 31) + index) % 255);
        }

        return bytes;
    }

    /// <summary>The summary that goes with record <paramref name="number"/>.</summary>
    public static GroupSummary Summary(int number) => new(
        new SlotRange(new Slot((ulong)number * 10), new Slot(((ulong)number * 10) + 3)),
        new Ballot(0, (ulong)number, 5));

    public static void Append(Journal journal, int number, int length) =>
        Assert.Equal(AppendResult.Written, journal.Append([Record(number, length)], Summary(number), essential: false));

    /// <summary>Opens, and takes a quarantine for a failed test.</summary>
    public static Found Open(IDisk disk, JournalOptions? options = null)
    {
        var groups = new List<RecoveredGroup>();
        var opening = Journal.Open(disk, options ?? Options(), groups.Add);
        var opened = opening as JournalOpening.Opened;
        Assert.True(opened is not null, (opening as JournalOpening.Quarantined)?.Reason);
        return new Found(opened.Journal, groups, opened);
    }

    /// <summary>The reason of the quarantine; fails when there is none.</summary>
    public static string Quarantine(IDisk disk, JournalOptions? options = null) =>
        Assert.IsType<JournalOpening.Quarantined>(Journal.Open(disk, options ?? Options(), _ => { })).Reason;

    /// <summary>A new journal with one record per length, closed without a seal.</summary>
    public static CrashableDisk Written(params int[] lengths)
    {
        var disk = new CrashableDisk();
        using var journal = Open(disk).Journal;
        for (var index = 0; index < lengths.Length; index++)
        {
            Append(journal, index + 1, lengths[index]);
        }

        return disk;
    }

    /// <summary>Where the group <paramref name="number"/> of a journal from <see cref="Written"/> starts.</summary>
    public static int OffsetOf(int number, params int[] lengths) =>
        SegmentHeader.DataOffset + lengths.Take(number - 1).Sum(GroupBytes);

    /// <summary>Bytes that a group of one record takes.</summary>
    public static int GroupBytes(int length) => Blocks.RoundUp(UsedBytes(length));

    /// <summary>The same without the padding.</summary>
    public static int UsedBytes(int length) => GroupHeader.Size + GroupBody.RecordOverhead + length;

    /// <summary>Turns one bit over.</summary>
    public static void Flip(CrashableDisk disk, string name, int offset, int bit = 0) => disk.Damage(name, bytes =>
    {
        bytes[offset] ^= (byte)(1 << bit);
        return bytes;
    });

    public sealed record Found(Journal Journal, List<RecoveredGroup> Groups, JournalOpening.Opened Opening)
    {
        /// <summary>The records of the intact groups that are no seals.</summary>
        public List<byte[]> Records =>
            Groups.OfType<RecoveredGroup.Intact>()
                .SelectMany(group => group.Records)
                .Select(record => record.ToArray())
                .ToList();

        /// <summary>Checks that exactly these records were found, in this order.</summary>
        public void AssertRecords(params (int Number, int Length)[] expected) =>
            Assert.Equal(expected.Select(one => Record(one.Number, one.Length).ToArray()), Records);
    }
}
