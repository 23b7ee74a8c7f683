using System.IO.Hashing;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Disk;

/// <summary>What stands in front of a group's records. The layout is in FORMAT.md.</summary>
/// <param name="IsSeal">
/// Whether the group is a seal: empty, written to prove that the group before it was complete.
/// </param>
/// <param name="Salt">The salt of the segment.</param>
/// <param name="Sequence">The group's number, from 1, without gaps through all segments.</param>
/// <param name="PreviousHash">The <see cref="Hash"/> of the group before; 0 for the first group.</param>
/// <param name="Previous">The summary of the group before.</param>
/// <param name="Own">The summary of this group.</param>
/// <param name="BodyLength">Bytes of records after the header, without the padding.</param>
/// <param name="RecordCount">Records in the body.</param>
/// <param name="BodyHash">XxHash128 of the body.</param>
internal sealed record GroupHeader(
    bool IsSeal,
    ulong Salt,
    ulong Sequence,
    UInt128 PreviousHash,
    GroupSummary Previous,
    GroupSummary Own,
    int BodyLength,
    int RecordCount,
    UInt128 BodyHash)
{
    /// <summary>Bytes of an encoded header.</summary>
    public const int Size = 148;

    private const uint DataMagic = 0x31475850; // "PXG1"
    private const uint SealMagic = 0x31535850; // "PXS1"
    private const int HashedBytes = Size - 16;

    /// <summary>
    /// XxHash128 of the encoded header. Through <see cref="BodyHash"/> it stands for the whole group.
    /// </summary>
    public UInt128 Hash { get; private init; }

    /// <summary>Bytes that the group takes in the segment.</summary>
    public int PaddedLength => Blocks.RoundUp(Size + BodyLength);

    /// <summary>
    /// The seal that follows the group <paramref name="chain"/> in a segment with the salt <paramref name="salt"/>.
    /// </summary>
    public static GroupHeader Seal(ulong salt, ChainPosition chain) => new(
        IsSeal: true,
        salt,
        chain.Sequence + 1,
        chain.Hash,
        chain.Summary,
        GroupSummary.None,
        BodyLength: 0,
        RecordCount: 0,
        XxHash128.HashToUInt128([]));

    /// <summary>Writes the header.</summary>
    /// <param name="target">At least <see cref="Size"/> bytes.</param>
    /// <returns>The header with its <see cref="Hash"/>.</returns>
    public GroupHeader Encode(Span<byte> target)
    {
        var writer = new ByteWriter(Size);
        writer.Fixed32(IsSeal ? SealMagic : DataMagic);
        writer.Fixed32((uint)RecordCount);
        writer.Fixed64(Salt);
        writer.Fixed64(Sequence);
        FixedFields.Write(writer, PreviousHash);
        FixedFields.Write(writer, Previous);
        FixedFields.Write(writer, Own);
        writer.Fixed32((uint)BodyLength);
        FixedFields.Write(writer, BodyHash);
        var hash = XxHash128.HashToUInt128(writer.Written);
        FixedFields.Write(writer, hash);
        writer.Written.CopyTo(target);
        return this with { Hash = hash };
    }

    /// <summary>Reads a header; null when the bytes are not an intact one.</summary>
    /// <param name="source">At least <see cref="Size"/> bytes.</param>
    public static GroupHeader? Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source[..Size]);
        var magic = reader.Fixed32();
        var hash = FixedFields.ReadHash(source[HashedBytes..Size]);
        if ((magic != DataMagic && magic != SealMagic) || hash != XxHash128.HashToUInt128(source.Span[..HashedBytes]))
        {
            return null;
        }

        var recordCount = (int)reader.Fixed32();
        var salt = reader.Fixed64();
        var sequence = reader.Fixed64();
        var previousHash = FixedFields.ReadHash(ref reader);
        var previous = FixedFields.ReadSummary(ref reader);
        var own = FixedFields.ReadSummary(ref reader);
        var bodyLength = (int)reader.Fixed32();
        var bodyHash = FixedFields.ReadHash(ref reader);
        return new GroupHeader(
            magic == SealMagic, salt, sequence, previousHash, previous, own, bodyLength, recordCount, bodyHash)
        {
            Hash = hash,
        };
    }
}
