using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Paxos.Node.Host;

/// <summary>Random numbers of the operating system: seeds and identities of this start.</summary>
internal static class RandomSeeds
{
    /// <summary>64 random bits.</summary>
    public static ulong Next()
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(bytes);
        return BinaryPrimitives.ReadUInt64LittleEndian(bytes);
    }
}
