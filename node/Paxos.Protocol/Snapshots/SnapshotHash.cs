using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Paxos.Protocol.Snapshots;

/// <summary>The first 128 bits of the SHA-256 of some bytes: of a chunk, or of the manifest that names all chunks.</summary>
/// <param name="High">The upper 64 bits.</param>
/// <param name="Low">The lower 64 bits.</param>
public readonly record struct SnapshotHash(ulong High, ulong Low) : IComparable<SnapshotHash>
{
    /// <summary>Bytes of a hash in an encoding.</summary>
    public const int Size = 16;

    /// <summary>The hash of <paramref name="bytes"/>.</summary>
    public static SnapshotHash Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return new SnapshotHash(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]));
    }

    /// <inheritdoc/>
    public int CompareTo(SnapshotHash other)
    {
        var byHigh = High.CompareTo(other.High);
        return byHigh != 0 ? byHigh : Low.CompareTo(other.Low);
    }

    /// <summary>32 hexadecimal digits.</summary>
    public override string ToString() => $"{High:x16}{Low:x16}";
}

/// <summary>
/// Names a snapshot by what is in it. Learners with equal state make equal bytes, so the same name at two of them means that either
/// can give any chunk.
/// </summary>
/// <param name="Slot">The last slot whose batch it includes.</param>
/// <param name="Hash">The hash of its manifest, and so of every byte of it.</param>
public readonly record struct SnapshotId(Slot Slot, SnapshotHash Hash)
{
    /// <summary><c>slot#hash</c>.</summary>
    public override string ToString() => $"{Slot}#{Hash}";
}
