using System.IO.Hashing;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Disk;

/// <summary>
/// What stands at the start of a segment, twice, in a block each. It tells of the last group of the segment before
/// what a group header tells of the group before, so that a group is as safe at the end of a segment as in its
/// middle.
/// </summary>
/// <param name="FormatVersion">The layout of this segment.</param>
/// <param name="FolderSalt">The salt of the folder that the segment was written in.</param>
/// <param name="Salt">The salt of this segment's groups.</param>
/// <param name="FirstSequence">The number of the segment's first group.</param>
/// <param name="PreviousHash">The hash of the group before; 0 when there was none.</param>
/// <param name="Previous">The summary of the group before.</param>
internal sealed record SegmentHeader(
    uint FormatVersion,
    ulong FolderSalt,
    ulong Salt,
    ulong FirstSequence,
    UInt128 PreviousHash,
    GroupSummary Previous)
{
    /// <summary>The layout that this program writes, and the newest that it reads.</summary>
    public const uint CurrentFormat = 1;

    /// <summary>Copies of the header.</summary>
    public const int Copies = 2;

    /// <summary>Where the first group starts, in bytes.</summary>
    public const int DataOffset = Copies * Blocks.Size;

    private const uint Magic = 0x31485850; // "PXH1"
    private const int Size = 100;
    private const int HashedBytes = Size - 16;

    /// <summary>Both copies, <see cref="DataOffset"/> bytes.</summary>
    public byte[] Encode()
    {
        var writer = new ByteWriter(Size);
        writer.Fixed32(Magic);
        writer.Fixed32(FormatVersion);
        writer.Fixed64(FolderSalt);
        writer.Fixed64(Salt);
        writer.Fixed64(FirstSequence);
        FixedFields.Write(writer, PreviousHash);
        FixedFields.Write(writer, Previous);
        FixedFields.Write(writer, XxHash128.HashToUInt128(writer.Written));
        var blocks = new byte[DataOffset];
        for (var copy = 0; copy < Copies; copy++)
        {
            writer.Written.CopyTo(blocks.AsSpan(copy * Blocks.Size));
        }

        return blocks;
    }

    /// <summary>Reads one copy; null when the block does not hold an intact one.</summary>
    public static SegmentHeader? Decode(ReadOnlyMemory<byte> block)
    {
        var reader = new ByteReader(block[..Size]);
        if (reader.Fixed32() != Magic
            || FixedFields.ReadHash(block[HashedBytes..Size]) != XxHash128.HashToUInt128(block.Span[..HashedBytes]))
        {
            return null;
        }

        return new SegmentHeader(
            reader.Fixed32(),
            reader.Fixed64(),
            reader.Fixed64(),
            reader.Fixed64(),
            FixedFields.ReadHash(ref reader),
            FixedFields.ReadSummary(ref reader));
    }
}
