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

    /// <summary>Puts behind the last group what a write leaves there that a power loss cut short: some of its sectors.</summary>
    public static void TearAnotherGroup(string folder)
    {
        var disk = new LinuxDisk(folder);
        var name = NewestSegment(disk);
        var (offset, header) = Groups(disk, name)[^1];
        var sectors = new byte[3 * 512];
        Array.Fill(sectors, (byte)0xA5);

        using var file = disk.Open(name);
        file.Write(offset + header.PaddedLength + 512, sectors);
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
