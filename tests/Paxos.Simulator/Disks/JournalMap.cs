using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Paxos.Node.Disk;

namespace Paxos.Simulator.Disks;

/// <summary>A group as it stands on a disk, intact.</summary>
/// <param name="File">The segment.</param>
/// <param name="Block">Its first block.</param>
/// <param name="Bytes">Header and records, without the padding.</param>
/// <param name="Sequence">Its number.</param>
/// <param name="FollowsIntact">Whether the group before it, if it has one, is intact too.</param>
internal sealed record MappedGroup(BlockInode File, long Block, int Bytes, ulong Sequence, bool FollowsIntact)
{
    /// <summary>Blocks that it takes.</summary>
    public long Count => Blocks.RoundUp(Bytes) / Blocks.Size;
}

/// <summary>
/// Where the groups of a journal stand on a disk, read from FORMAT.md's layout and not with the journal's own code, which may have a
/// bug: faults must know what they may damage.
/// </summary>
internal static class JournalMap
{
    private const int HeaderBytes = 148;
    private const int SequenceOffset = 16;
    private const int BodyLengthOffset = 112;
    private const int BodyHashOffset = 116;
    private const int HeaderHashOffset = 132;
    private const long FirstGroupBlock = 2;

    /// <summary>The highest number that a group on the disk may have had, seals and groups in deleted segments included.</summary>
    public static ulong NewestGroup(BlockDisk disk)
    {
        var segments = disk.Files
            .Where(file => file.Name.StartsWith(BlockDisk.SegmentPrefix, StringComparison.Ordinal))
            .Select(file => ulong.Parse(file.Name[BlockDisk.SegmentPrefix.Length..], CultureInfo.InvariantCulture) - 1);
        return Read(disk).Select(group => group.Sequence).Concat(segments).DefaultIfEmpty().Max();
    }

    /// <summary>The intact groups, in order.</summary>
    public static IReadOnlyList<MappedGroup> Read(BlockDisk disk)
    {
        var groups = new List<MappedGroup>();
        var isIntact = true;
        foreach (var (name, file) in disk.Files)
        {
            if (name.StartsWith(BlockDisk.SegmentPrefix, StringComparison.Ordinal))
            {
                isIntact = ReadSegment(file, groups, isIntact);
            }
        }

        return groups;
    }

    private static bool ReadSegment(BlockInode file, List<MappedGroup> groups, bool isIntact)
    {
        var next = FirstGroupBlock;
        foreach (var block in file.DurableBlocks)
        {
            if (block < next)
            {
                continue;
            }

            var last = groups.Count == 0 ? 0 : groups[^1].Sequence;
            if (ReadGroup(file, block) is { } group && group.Sequence > last)
            {
                groups.Add(group with { FollowsIntact = isIntact && block == next && (last == 0 || group.Sequence == last + 1) });
                next = block + group.Count;
                isIntact = true;
            }
            else
            {
                next = block + 1;
                isIntact = false;
            }
        }

        return isIntact;
    }

    private static MappedGroup? ReadGroup(BlockInode file, long block)
    {
        var header = file.Durable(block)[..HeaderBytes];
        var length = BinaryPrimitives.ReadInt32LittleEndian(header[BodyLengthOffset..]);
        if (HashAt(header, HeaderHashOffset) != XxHash128.HashToUInt128(header[..HeaderHashOffset]) || length < 0)
        {
            return null;
        }

        var bytes = new byte[Blocks.RoundUp(HeaderBytes + length)];
        for (var index = 0; index * Blocks.Size < bytes.Length; index++)
        {
            file.Durable(block + index).CopyTo(bytes.AsSpan(index * Blocks.Size));
        }

        return HashAt(header, BodyHashOffset) == XxHash128.HashToUInt128(bytes.AsSpan(HeaderBytes, length))
            ? new MappedGroup(
                file, block, HeaderBytes + length, BinaryPrimitives.ReadUInt64LittleEndian(header[SequenceOffset..]), FollowsIntact: false)
            : null;
    }

    private static UInt128 HashAt(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt128LittleEndian(bytes[offset..]);
}
