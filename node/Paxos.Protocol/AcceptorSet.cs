using System.Numerics;

namespace Paxos.Protocol;

/// <summary>A set of acceptors, each by its index in a <see cref="Configuration"/>; the only thing quorums are counted with.</summary>
/// <param name="Bits">Bit i stands for the acceptor at index i.</param>
public readonly record struct AcceptorSet(ulong Bits)
{
    /// <summary>How many acceptors are in it.</summary>
    public int Count => BitOperations.PopCount(Bits);

    /// <summary>The set with the acceptor at <paramref name="index"/> in it.</summary>
    public AcceptorSet With(int index) => new(Bits | (1UL << index));

    /// <summary>The set without the acceptor at <paramref name="index"/>.</summary>
    public AcceptorSet Without(int index) => new(Bits & ~(1UL << index));

    /// <summary>Whether the acceptor at <paramref name="index"/> is in it.</summary>
    public bool Contains(int index) => (Bits & (1UL << index)) != 0;
}
