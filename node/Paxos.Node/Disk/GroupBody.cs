using System.Buffers.Binary;

namespace Paxos.Node.Disk;

/// <summary>The records of a group: each is its length in four bytes, little-endian, and its bytes.</summary>
internal static class GroupBody
{
    /// <summary>Bytes that a record takes besides its own.</summary>
    public const int RecordOverhead = 4;

    /// <summary>Bytes of a body with these records.</summary>
    public static long Length(IReadOnlyList<ReadOnlyMemory<byte>> records)
    {
        var length = 0L;
        for (var index = 0; index < records.Count; index++)
        {
            length += RecordOverhead + records[index].Length;
        }

        return length;
    }

    /// <summary>Writes the records one behind the other.</summary>
    public static void Join(IReadOnlyList<ReadOnlyMemory<byte>> records, Span<byte> target)
    {
        for (var index = 0; index < records.Count; index++)
        {
            var record = records[index].Span;
            BinaryPrimitives.WriteInt32LittleEndian(target, record.Length);
            record.CopyTo(target[RecordOverhead..]);
            target = target[(RecordOverhead + record.Length)..];
        }
    }

    /// <summary>
    /// The records, as slices of <paramref name="body"/>; null when the body does not hold exactly that many.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Split(ReadOnlyMemory<byte> body, int count)
    {
        var records = new List<ReadOnlyMemory<byte>>(Math.Min(count, body.Length / RecordOverhead));
        while (body.Length >= RecordOverhead)
        {
            var length = BinaryPrimitives.ReadInt32LittleEndian(body.Span);
            if (length < 0 || length > body.Length - RecordOverhead)
            {
                return null;
            }

            records.Add(body.Slice(RecordOverhead, length));
            body = body[(RecordOverhead + length)..];
        }

        return body.IsEmpty && records.Count == count ? records : null;
    }
}
