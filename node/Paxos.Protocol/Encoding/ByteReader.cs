using System.Buffers.Binary;

namespace Paxos.Protocol.Encoding;

/// <summary>Reads what <see cref="ByteWriter"/> wrote. Every read is checked: bytes from a disk or a network are not trusted.</summary>
public ref struct ByteReader
{
    private readonly ReadOnlyMemory<byte> source;
    private int position;

    /// <summary>Reads from the start of <paramref name="source"/>; byte strings read are slices of it, not copies.</summary>
    public ByteReader(ReadOnlyMemory<byte> source)
    {
        this.source = source;
        position = 0;
    }

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => source.Length - position;

    /// <summary>One byte.</summary>
    /// <exception cref="EncodingException">The source ends before it.</exception>
    public byte Byte() => Take(1)[0];

    /// <summary>A byte that is 0 or 1.</summary>
    /// <exception cref="EncodingException">The source ends, or the byte is another one.</exception>
    public bool Boolean() => Byte() switch
    {
        0 => false,
        1 => true,
        var other => throw new EncodingException($"A boolean must be 0 or 1. It is {other}."),
    };

    /// <summary>Four bytes.</summary>
    /// <exception cref="EncodingException">The source ends before them.</exception>
    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Eight bytes.</summary>
    /// <exception cref="EncodingException">The source ends before them.</exception>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>A variable-length number.</summary>
    /// <exception cref="EncodingException">The source ends, or the number has more than 64 bits.</exception>
    public ulong Variable()
    {
        var value = 0UL;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var next = Byte();
            if (shift == 63 && next > 1)
            {
                break;
            }

            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }

        throw new EncodingException("A variable-length number has more than 64 bits.");
    }

    /// <summary>A signed number.</summary>
    /// <exception cref="EncodingException">The source ends, or the number has more than 64 bits.</exception>
    public long VariableSigned()
    {
        var folded = Variable();
        return (long)(folded >> 1) ^ -(long)(folded & 1);
    }

    /// <summary>A count of things that each take at least one byte, so that a lie about it cannot make us allocate.</summary>
    /// <exception cref="EncodingException">More things than bytes left.</exception>
    public int Count()
    {
        var count = Variable();
        return count <= (ulong)Remaining
            ? (int)count
            : throw new EncodingException($"A count says {count}, and only {Remaining} bytes are left.");
    }

    /// <summary>A byte string with its length in front.</summary>
    /// <exception cref="EncodingException">The source ends before it.</exception>
    public ReadOnlyMemory<byte> Bytes()
    {
        var length = Count();
        var start = position;
        position += length;
        return source.Slice(start, length);
    }

    /// <summary>A UTF-8 string with its length in front.</summary>
    /// <exception cref="EncodingException">The source ends before it.</exception>
    public string Text() => System.Text.Encoding.UTF8.GetString(Bytes().Span);

    /// <summary>Checks that nothing is left.</summary>
    /// <exception cref="EncodingException">Bytes are left.</exception>
    public readonly void End()
    {
        if (Remaining != 0)
        {
            throw new EncodingException($"{Remaining} bytes are left after the end.");
        }
    }

    private ReadOnlySpan<byte> Take(int length)
    {
        if (Remaining < length)
        {
            throw new EncodingException($"{length} bytes are needed at offset {position}, and {Remaining} are left.");
        }

        var start = position;
        position += length;
        return source.Span.Slice(start, length);
    }
}
