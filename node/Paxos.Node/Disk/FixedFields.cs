using System.Buffers.Binary;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Disk;

/// <summary>The fields of fixed size that headers share.</summary>
internal static class FixedFields
{
    /// <summary>A hash: 16 bytes, the low half first.</summary>
    public static void Write(ByteWriter writer, UInt128 hash)
    {
        writer.Fixed64((ulong)hash);
        writer.Fixed64((ulong)(hash >> 64));
    }

    /// <summary>A summary: first and last slot (0, 0 for none), then epoch, round and owner of the ballot.</summary>
    public static void Write(ByteWriter writer, GroupSummary summary)
    {
        writer.Fixed64(summary.Slots?.First.Number ?? 0);
        writer.Fixed64(summary.Slots?.Last.Number ?? 0);
        writer.Fixed32(summary.MaxBallot.Epoch);
        writer.Fixed64(summary.MaxBallot.Round);
        writer.Fixed64(summary.MaxBallot.Owner);
    }

    /// <summary>A hash at the start of <paramref name="source"/>.</summary>
    public static UInt128 ReadHash(ReadOnlyMemory<byte> source) =>
        BinaryPrimitives.ReadUInt128LittleEndian(source.Span);

    /// <summary>A hash.</summary>
    public static UInt128 ReadHash(ref ByteReader reader)
    {
        var low = reader.Fixed64();
        return new UInt128(reader.Fixed64(), low);
    }

    /// <summary>A summary.</summary>
    public static GroupSummary ReadSummary(ref ByteReader reader)
    {
        var first = reader.Fixed64();
        var last = reader.Fixed64();
        SlotRange? slots = first == 0 ? null : new SlotRange(new Slot(first), new Slot(last));
        return new GroupSummary(slots, new Ballot(reader.Fixed32(), reader.Fixed64(), reader.Fixed64()));
    }
}
