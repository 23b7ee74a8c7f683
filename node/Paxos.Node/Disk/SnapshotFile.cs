using System.Buffers.Binary;
using System.Globalization;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Snapshots;

namespace Paxos.Node.Disk;

/// <summary>A finished snapshot on disk: its chunks, its manifest, and a trailer that tells where the manifest begins.</summary>
internal sealed class SnapshotFile : IDisposable
{
    /// <summary>Bytes of the trailer: magic 8, length of the manifest 8, length of the file 8.</summary>
    public const int TrailerBytes = 24;

    private const string Prefix = "snapshot-";
    private const ulong Magic = 0x4650_414E_5358_4150; // "PAXSNAPF"
    private const long ManifestBytesMax = 8L << 20;

    private readonly IDiskFile file;

    private SnapshotFile(IDiskFile file, SnapshotManifest manifest)
    {
        this.file = file;
        Manifest = manifest;
    }

    /// <summary>What the snapshot is of, and the hash of each chunk.</summary>
    public SnapshotManifest Manifest { get; }

    /// <summary>The name of the snapshot of <paramref name="slot"/>.</summary>
    public static string NameOf(Slot slot) => $"{Prefix}{slot.Number.ToString("D20", CultureInfo.InvariantCulture)}";

    /// <summary>Whether a file of the folder is a snapshot by its name.</summary>
    public static bool IsSnapshot(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The trailer that ends a file.</summary>
    public static byte[] Trailer(int manifestBytes, long fileBytes)
    {
        var trailer = new byte[TrailerBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(trailer, Magic);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(8), manifestBytes);
        BinaryPrimitives.WriteInt64LittleEndian(trailer.AsSpan(16), fileBytes);
        return trailer;
    }

    /// <summary>Opens a file and reads its manifest; chunks are checked when they are read.</summary>
    /// <exception cref="EncodingException">It is cut short, damaged, or of a newer format; the message says which.</exception>
    /// <exception cref="DiskException">The disk fails.</exception>
    public static SnapshotFile Open(IDisk disk, string name)
    {
        var file = disk.Open(name);
        try
        {
            var trailer = new byte[TrailerBytes];
            var length = file.Length;
            var isWhole = length >= TrailerBytes && TryRead(file, length - TrailerBytes, trailer)
                && BinaryPrimitives.ReadUInt64LittleEndian(trailer) == Magic
                && BinaryPrimitives.ReadInt64LittleEndian(trailer.AsSpan(16)) == length;
            var manifestBytes = isWhole ? BinaryPrimitives.ReadInt64LittleEndian(trailer.AsSpan(8)) : 0;
            if (manifestBytes is <= 0 or > ManifestBytesMax || manifestBytes > length - TrailerBytes)
            {
                throw new EncodingException($"{name} has {length} bytes and does not end as a snapshot: it is cut short or damaged.");
            }

            var manifest = new byte[manifestBytes];
            if (!TryRead(file, length - TrailerBytes - manifestBytes, manifest))
            {
                throw new EncodingException($"The manifest of {name} cannot be read.");
            }

            return new SnapshotFile(file, SnapshotManifest.Decode(manifest));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>One chunk, as its manifest says that it must be.</summary>
    /// <exception cref="EncodingException">It is damaged, or there is no such chunk.</exception>
    /// <exception cref="DiskException">The disk fails, other than by single blocks that cannot be read.</exception>
    public byte[] ReadChunk(int index)
    {
        var chunk = new byte[index >= 0 && index < Manifest.Chunks.Count ? Manifest.ChunkLength(index) : 0];
        if (!TryRead(file, (long)index * Manifest.ChunkBytes, chunk))
        {
            throw new EncodingException($"Chunk {index} of the snapshot {Manifest.Id} cannot be read from {file.Path}.");
        }

        Manifest.Check(index, chunk);
        return chunk;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();

    private static bool TryRead(IDiskFile file, long offset, Span<byte> bytes)
    {
        try
        {
            return bytes.Length == 0 || file.Read(offset, bytes) == bytes.Length;
        }
        catch (DiskException failure) when (failure.Errno == Errno.EIO)
        {
            return false; // A latent read error is rot: another copy is used.
        }
    }
}
