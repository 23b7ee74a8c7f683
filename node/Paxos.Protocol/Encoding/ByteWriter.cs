using System.Buffers;
using System.Buffers.Binary;

namespace Paxos.Protocol.Encoding;

/// <summary>
/// Writes the core's own binary encoding: little-endian fixed numbers, LEB128 variable ones, and byte strings with their length
/// in front. The same value always gives the same bytes, so that hashes of encodings can be compared between nodes.
/// </summary>
public sealed class ByteWriter
{
    private readonly ArrayBufferWriter<byte> buffer;

    /// <summary>An empty writer with room for <paramref name="capacity"/> bytes before it grows.</summary>
    public ByteWriter(int capacity = 256)
    {
        buffer = new ArrayBufferWriter<byte>(capacity);
    }

    /// <summary>Bytes written so far.</summary>
    public int Length => buffer.WrittenCount;

    /// <summary>What was written; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => buffer.WrittenSpan;

    /// <summary>A copy of what was written.</summary>
    public byte[] ToArray() => buffer.WrittenSpan.ToArray();

    /// <summary>Begins again, in the same memory.</summary>
    public void Clear() => buffer.ResetWrittenCount();

    /// <summary>One byte.</summary>
    public void Byte(byte value)
    {
        buffer.GetSpan(1)[0] = value;
        buffer.Advance(1);
    }

    /// <summary>One byte: 1 for true, 0 for false.</summary>
    public void Boolean(bool value) => Byte(value ? (byte)1 : (byte)0);

    /// <summary>Four bytes.</summary>
    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(buffer.GetSpan(4), value);
        buffer.Advance(4);
    }

    /// <summary>Eight bytes.</summary>
    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(buffer.GetSpan(8), value);
        buffer.Advance(8);
    }

    /// <summary>One to ten bytes, seven bits each, the lowest first.</summary>
    public void Variable(ulong value)
    {
        var span = buffer.GetSpan(10);
        var length = 0;
        while (value >= 0x80)
        {
            span[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        span[length++] = (byte)value;
        buffer.Advance(length);
    }

    /// <summary>A signed number, folded so that small magnitudes stay short.</summary>
    public void VariableSigned(long value) => Variable((ulong)((value << 1) ^ (value >> 63)));

    /// <summary>A length and that many bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> value)
    {
        Variable((ulong)value.Length);
        Raw(value);
    }

    /// <summary>The bytes alone.</summary>
    public void Raw(ReadOnlySpan<byte> value)
    {
        value.CopyTo(buffer.GetSpan(value.Length));
        buffer.Advance(value.Length);
    }

    /// <summary>A length and that many bytes of UTF-8.</summary>
    public void Text(string value) => Bytes(System.Text.Encoding.UTF8.GetBytes(value));
}
