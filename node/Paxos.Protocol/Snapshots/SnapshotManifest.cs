using Paxos.Protocol.Encoding;

namespace Paxos.Protocol.Snapshots;

/// <summary>
/// What a snapshot is of, and the hash of each of its chunks. Whoever has the manifest can take chunks from anybody, in any order, and
/// knows of each whether it is right.
/// </summary>
public sealed class SnapshotManifest
{
    /// <summary>The layout that this program writes, and the newest that it reads.</summary>
    public const uint CurrentFormat = 1;

    /// <summary>Bytes of a chunk at most. 1 MiB: a stream between nodes is not blocked for long.</summary>
    public const int ChunkBytesMax = 1 << 20;

    /// <summary>Chunks at most, a bound on what a decoder allocates: 256 GiB of state, and 4 MiB of manifest, within one frame.</summary>
    public const int ChunksMax = 1 << 18;

    // "PAXSNAP1" read as a little-endian number; it, the format version behind it and the hash at the end stand there in every format,
    // so that an old program can tell a newer format from damage.
    private const ulong Magic = 0x3150_414E_5358_4150;

    private readonly byte[] bytes;

    /// <summary>The manifest of chunks that were made or written.</summary>
    /// <param name="clusterId">The cluster whose state it is.</param>
    /// <param name="epoch">The epoch in force after <paramref name="slot"/>.</param>
    /// <param name="slot">The last slot included.</param>
    /// <param name="chainHash">The hash of all batches up to there.</param>
    /// <param name="length">Bytes of all chunks together.</param>
    /// <param name="chunkBytes">Bytes of every chunk but the last, 1 to <see cref="ChunkBytesMax"/>.</param>
    /// <param name="chunks">The hash of each chunk, in order.</param>
    public SnapshotManifest(
        ulong clusterId,
        uint epoch,
        Slot slot,
        PrefixHash chainHash,
        long length,
        int chunkBytes,
        IReadOnlyList<SnapshotHash> chunks)
    {
        ClusterId = clusterId;
        Epoch = epoch;
        ChainHash = chainHash;
        Length = length;
        ChunkBytes = chunkBytes;
        Chunks = chunks;
        bytes = Encode(slot);
        Id = new SnapshotId(slot, SnapshotHash.Of(bytes));
    }

    /// <summary>Its name.</summary>
    public SnapshotId Id { get; }

    /// <summary>The last slot included.</summary>
    public Slot Slot => Id.Slot;

    /// <summary>The cluster whose state it is.</summary>
    public ulong ClusterId { get; }

    /// <summary>The epoch in force after <see cref="Slot"/>.</summary>
    public uint Epoch { get; }

    /// <summary>The hash of all batches up to <see cref="Slot"/>.</summary>
    public PrefixHash ChainHash { get; }

    /// <summary>Bytes of all chunks together.</summary>
    public long Length { get; }

    /// <summary>Bytes of every chunk but the last.</summary>
    public int ChunkBytes { get; }

    /// <summary>The hash of each chunk, in order.</summary>
    public IReadOnlyList<SnapshotHash> Chunks { get; }

    /// <summary>The encoding.</summary>
    public ReadOnlyMemory<byte> Bytes => bytes;

    /// <summary>Reads an encoding, which comes from a disk or from another node.</summary>
    /// <exception cref="EncodingException">It is damaged, cut short, or of a newer format; the message says which.</exception>
    public static SnapshotManifest Decode(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        var magic = source.Length < sizeof(ulong) ? 0 : reader.Fixed64();
        if (magic != Magic)
        {
            throw new EncodingException($"A snapshot's manifest must begin with {Magic:x16}. It begins with {magic:x16}.");
        }

        var body = source.Length - SnapshotHash.Size;
        var format = reader.Fixed32();
        var stated = body < sizeof(ulong) + sizeof(uint) ? default : HashAt(source[body..]);
        var found = SnapshotHash.Of(source.Span[..Math.Max(0, body)]);
        if (stated != found)
        {
            throw new EncodingException(
                $"A snapshot's manifest of {source.Length} bytes is damaged or cut short: it states the hash {stated} and has {found}.");
        }

        if (format > CurrentFormat)
        {
            throw new NewerFormatException(
                $"A snapshot has format version {format}. This program knows versions up to {CurrentFormat}.");
        }

        return DecodeBody(source[..body]);
    }

    /// <summary>Bytes that the chunk at <paramref name="index"/> must have.</summary>
    public int ChunkLength(int index) => (int)Math.Min(ChunkBytes, Length - ((long)index * ChunkBytes));

    /// <summary>Checks one chunk.</summary>
    /// <exception cref="EncodingException">There is no such chunk, or it is not this one.</exception>
    public void Check(int index, ReadOnlySpan<byte> chunk)
    {
        if (index < 0 || index >= Chunks.Count)
        {
            throw new EncodingException($"The snapshot {Id} has {Chunks.Count} chunks. Chunk {index} is none of them.");
        }

        if (chunk.Length != ChunkLength(index))
        {
            throw new EncodingException(
                $"Chunk {index} of the snapshot {Id} must have {ChunkLength(index)} bytes. It has {chunk.Length}: it is cut short.");
        }

        var hash = SnapshotHash.Of(chunk);
        if (hash != Chunks[index])
        {
            throw new EncodingException(
                $"Chunk {index} of the snapshot {Id} must have the hash {Chunks[index]}. It has {hash}: it is damaged.");
        }
    }

    /// <summary>Checks that it is of this node's cluster.</summary>
    /// <exception cref="EncodingException">It is another's.</exception>
    public void CheckCluster(ulong clusterId)
    {
        if (ClusterId != clusterId)
        {
            throw new EncodingException($"The snapshot {Id} is of cluster {ClusterId:x16}. This node belongs to {clusterId:x16}.");
        }
    }

    /// <summary>Its name.</summary>
    public override string ToString() => Id.ToString();

    private static SnapshotManifest DecodeBody(ReadOnlyMemory<byte> body)
    {
        var reader = new ByteReader(body);
        reader.Fixed64();
        reader.Fixed32();
        var clusterId = reader.Fixed64();
        var epoch = reader.Fixed32();
        var slot = new Slot(reader.Variable());
        var chainHash = new PrefixHash(reader.Fixed64());
        var length = reader.Variable();
        var chunkBytes = reader.Variable();
        var count = reader.Count();
        if (chunkBytes is 0 or > ChunkBytesMax || count is 0 or > ChunksMax
            || length > (ulong)count * chunkBytes || length <= (ulong)(count - 1) * chunkBytes)
        {
            throw new EncodingException(
                $"A snapshot of {length} bytes cannot have {count} chunks of {chunkBytes} bytes; "
                + $"it has 1 to {ChunksMax} of at most {ChunkBytesMax}.");
        }

        var chunks = new SnapshotHash[count];
        for (var index = 0; index < count; index++)
        {
            chunks[index] = new SnapshotHash(reader.Fixed64(), reader.Fixed64());
        }

        reader.End();
        return new SnapshotManifest(clusterId, epoch, slot, chainHash, (long)length, (int)chunkBytes, chunks);
    }

    private static SnapshotHash HashAt(ReadOnlyMemory<byte> source)
    {
        var reader = new ByteReader(source);
        return new SnapshotHash(reader.Fixed64(), reader.Fixed64());
    }

    private byte[] Encode(Slot slot)
    {
        var writer = new ByteWriter(64 + (Chunks.Count * SnapshotHash.Size));
        writer.Fixed64(Magic);
        writer.Fixed32(CurrentFormat);
        writer.Fixed64(ClusterId);
        writer.Fixed32(Epoch);
        writer.Variable(slot.Number);
        writer.Fixed64(ChainHash.Value);
        writer.Variable((ulong)Length);
        writer.Variable((ulong)ChunkBytes);
        writer.Variable((ulong)Chunks.Count);
        foreach (var chunk in Chunks)
        {
            writer.Fixed64(chunk.High);
            writer.Fixed64(chunk.Low);
        }

        var hash = SnapshotHash.Of(writer.Written);
        writer.Fixed64(hash.High);
        writer.Fixed64(hash.Low);
        return writer.ToArray();
    }
}
