using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Paxos.Protocol;

/// <summary>
/// A hash over replicated state, by which learners that have applied the same slots compare what they hold. It costs a
/// walk over everything: for tests, the simulator and an operator's question, not for each batch.
/// </summary>
public sealed class StateDigest : IDisposable
{
    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>Adds a number.</summary>
    public void Add(long value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(long)];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }

    /// <summary>Adds an unsigned number.</summary>
    public void Add(ulong value) => Add(unchecked((long)value));

    /// <summary>Adds a byte string, its length first, so that two strings never run into each other.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((long)bytes.Length);
        hash.AppendData(bytes);
    }

    /// <summary>The first 64 bits of the hash over what was added; starts over.</summary>
    public ulong Take()
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(bytes);
        return BinaryPrimitives.ReadUInt64BigEndian(bytes);
    }

    /// <inheritdoc/>
    public void Dispose() => hash.Dispose();
}
