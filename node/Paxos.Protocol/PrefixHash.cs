using System.Numerics;

namespace Paxos.Protocol;

/// <summary>
/// A hash over the batches of consecutive slots that can be split: the hash of (a, c] less the hash of (a, b] is the hash of
/// (b, c]. Each slot's batch gives 64 mixed bits, and these are added up. It finds differences between learners and between a
/// leader and a learner that bugs and rotten memory make; it is no defence against someone who forges batches.
/// </summary>
/// <param name="Value">The sum, modulo 2^64.</param>
public readonly record struct PrefixHash(ulong Value)
{
    /// <summary>Of no slots.</summary>
    public static PrefixHash Empty => default;

    /// <summary>With one more slot.</summary>
    public PrefixHash With(Slot slot, Batch batch) =>
        new(unchecked(Value + (BitOperations.RotateLeft(batch.Digest, (int)(slot.Number % 63)) * ((2 * slot.Number) + 1))));

    /// <summary>Of the slots in this hash that are not in <paramref name="earlier"/>, a hash of its first slots.</summary>
    public PrefixHash Without(PrefixHash earlier) => new(unchecked(Value - earlier.Value));

    /// <summary>16 hexadecimal digits.</summary>
    public override string ToString() => $"{Value:x16}";
}
