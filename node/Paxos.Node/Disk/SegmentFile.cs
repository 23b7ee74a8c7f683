using System.Globalization;
using System.IO.Hashing;
#if PLANTED_BUGS
using Paxos.Protocol;
#endif

namespace Paxos.Node.Disk;

/// <summary>A segment, opened for reading. Blocks that the disk cannot read are taken for damaged ones.</summary>
internal sealed class SegmentFile : IDisposable
{
    private const string Prefix = "segment-";
    private const int ChunkBytes = 1024 * 1024;

    private readonly IDiskFile file;
    private readonly byte[] block = new byte[Blocks.Size];

    /// <summary>Opens the segment <paramref name="name"/>.</summary>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    public SegmentFile(IDisk disk, string name)
    {
        file = disk.Open(name);
        Name = name;
        Length = Blocks.RoundDown(file.Length);
        Header = ReadHeader();
    }

    /// <summary>The file's name.</summary>
    public string Name { get; }

    /// <summary>Whole blocks in the file, in bytes.</summary>
    public long Length { get; }

    /// <summary>The first intact copy of the header; null when both are damaged.</summary>
    public SegmentHeader? Header { get; }

    /// <summary>The name of the segment that begins with the group <paramref name="firstSequence"/>.</summary>
    public static string NameOf(ulong firstSequence) =>
        $"{Prefix}{firstSequence.ToString("D20", CultureInfo.InvariantCulture)}";

    /// <summary>Whether a file of the folder is a segment by its name.</summary>
    public static bool IsSegment(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The intact group header at <paramref name="offset"/> whose group fits in the file, or null.</summary>
    public GroupHeader? HeaderAt(long offset)
    {
        if (offset + Blocks.Size > Length || !TryRead(offset, block))
        {
            return null;
        }

        var header = GroupHeader.Decode(block);
        var isOwn = header is not null && header.Salt == Header!.Salt && offset + header.PaddedLength <= Length;
        return isOwn ? header : null;
    }

    /// <summary>The records of the group at <paramref name="offset"/>, or null when they are damaged.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>>? RecordsAt(long offset, GroupHeader header)
    {
        var body = new byte[header.BodyLength];
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.RecordsNotHashed) && TryRead(offset + GroupHeader.Size, body))
        {
            return GroupBody.Split(body, header.RecordCount);
        }
#endif
        return TryRead(offset + GroupHeader.Size, body) && XxHash128.HashToUInt128(body) == header.BodyHash
            ? GroupBody.Split(body, header.RecordCount)
            : null;
    }

    /// <summary>
    /// The first group header from <paramref name="offset"/> on whose number lies above the given one.
    /// </summary>
    public (long Offset, GroupHeader Header)? FindHeader(long offset, ulong above)
    {
        for (; offset + Blocks.Size <= Length; offset += Blocks.Size)
        {
            if (HeaderAt(offset) is { } header && header.Sequence > above)
            {
                return (offset, header);
            }
        }

        return null;
    }

    /// <summary>
    /// The end of the last byte from <paramref name="offset"/> on that is not zero; <paramref name="offset"/> for
    /// none.
    /// </summary>
    public long EndOfData(long offset)
    {
        var end = offset;
        foreach (var (start, bytes) in Chunks(offset, Length))
        {
            var last = bytes.Span.LastIndexOfAnyExcept((byte)0);
            end = last >= 0 ? start + last + 1 : end;
        }

        return end;
    }

    /// <summary>
    /// What stands from <paramref name="start"/> to <paramref name="end"/>; each chunk is good until the next.
    /// </summary>
    public IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> Chunks(long start, long end)
    {
        var buffer = new byte[(int)Math.Min(ChunkBytes, Math.Max(0, end - start))];
        for (var offset = start; offset < end; offset += buffer.Length)
        {
            var chunk = buffer.AsMemory(0, (int)Math.Min(buffer.Length, end - offset));
            if (!TryRead(offset, chunk.Span))
            {
                ReadBlockByBlock(offset, chunk.Span);
            }

            yield return (offset, chunk);
        }
    }

    /// <summary>Writes into the segment itself; only for the rewriting in place that FORMAT.md describes.</summary>
    public IDiskFile Writable => file;

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private SegmentHeader? ReadHeader()
    {
        for (var copy = 0; copy < SegmentHeader.Copies; copy++)
        {
            if (TryRead(copy * Blocks.Size, block) && SegmentHeader.Decode(block) is { } header)
            {
                return header;
            }
        }

        return null;
    }

    private void ReadBlockByBlock(long offset, Span<byte> chunk)
    {
        for (var done = 0; done < chunk.Length; done += Blocks.Size)
        {
            var part = chunk.Slice(done, Math.Min(Blocks.Size, chunk.Length - done));
            if (!TryRead(offset + done, part))
            {
                part.Clear();
            }
        }
    }

    private bool TryRead(long offset, Span<byte> bytes)
    {
        try
        {
            return file.Read(offset, bytes) == bytes.Length;
        }
        catch (DiskException failure) when (failure.Errno == Errno.EIO)
        {
            return false; // A latent read error is rot: the caller marks the group faulty, and the node goes on.
        }
    }
}
