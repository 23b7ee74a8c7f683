using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Processes;

/// <summary>Damages the newest segment of a stopped acceptor's journal.</summary>
internal static class JournalDamage
{
    /// <summary>Flips one bit of a record in a group of votes with many groups before and behind it.</summary>
    /// <returns>The slots that the group is about.</returns>
    public static SlotRange FlipBitInTheMiddle(string folder)
    {
        var disk = new LinuxDisk(folder);
        var name = NewestSegment(disk);
        var votes = Groups(disk, name).Where(group => group.Header.Own.Slots is not null).ToArray();
        Assert.True(votes.Length > 2, $"{name} has only {votes.Length} groups of votes.");
        var (offset, header) = votes[votes.Length / 2];

        using var file = disk.Open(name);
        var place = offset + GroupHeader.Size + (header.BodyLength / 2);
        var bytes = new byte[1];
        file.Read(place, bytes);
        bytes[0] ^= 0b0000_1000;
        file.Write(place, bytes);
        return header.Own.Slots!.Value;
    }

    /// <summary>
    /// Clears all from the middle of the last group of votes on, as a write that a power loss interrupts leaves it.
    /// </summary>
    public static void CutTheLastGroup(string folder)
    {
        var disk = new LinuxDisk(folder);
        var name = NewestSegment(disk);
        var (offset, header) = Groups(disk, name).Last(group => group.Header.Own.Slots is not null);

        using var file = disk.Open(name);
        var cut = offset + (header.PaddedLength / 2);
        file.Write(cut, new byte[Math.Min(file.Length - cut, 1 << 20)]);
    }

    private static string NewestSegment(LinuxDisk disk) => disk.List().Last(SegmentFile.IsSegment);

    private static List<(long Offset, GroupHeader Header)> Groups(LinuxDisk disk, string name)
    {
        using var segment = new SegmentFile(disk, name);
        var groups = new List<(long, GroupHeader)>();
        var offset = (long)SegmentHeader.DataOffset;
        while (segment.HeaderAt(offset) is { } header)
        {
            groups.Add((offset, header));
            offset += header.PaddedLength;
        }

        return groups;
    }
}
