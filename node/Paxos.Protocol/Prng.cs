using System.Numerics;

namespace Paxos.Protocol;

/// <summary>
/// The core's only source of randomness: xoshiro256** (Blackman and Vigna, "Scrambled Linear Pseudorandom Number Generators",
/// 2021), seeded through SplitMix64. The same seed gives the same numbers in every process and on every machine.
/// </summary>
public sealed class Prng
{
    private ulong s0;
    private ulong s1;
    private ulong s2;
    private ulong s3;

    /// <summary>Starts from <paramref name="seed"/>; production seeds it from the operating system, the simulator from its own.</summary>
    public Prng(ulong seed)
    {
        s0 = SplitMix(ref seed);
        s1 = SplitMix(ref seed);
        s2 = SplitMix(ref seed);
        s3 = SplitMix(ref seed);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        var result = BitOperations.RotateLeft(s1 * 5, 7) * 9;
        var shifted = s1 << 17;
        s2 ^= s0;
        s3 ^= s1;
        s1 ^= s2;
        s0 ^= s3;
        s2 ^= shifted;
        s3 = BitOperations.RotateLeft(s3, 45);
        return result;
    }

    /// <summary>A whole number from <paramref name="low"/> to <paramref name="high"/>, both included.</summary>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="high"/> is below <paramref name="low"/>.</exception>
    public long Next(long low, long high)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(high, low);
        var width = (ulong)(high - low) + 1;
        return width == 0 ? (long)NextBits() : low + (long)(NextBits() % width);
    }

    /// <summary>True with the probability <paramref name="probability"/>, from 0 to 1.</summary>
    public bool Chance(double probability) => (NextBits() >> 11) * (1.0 / (1UL << 53)) < probability;

    private static ulong SplitMix(ref ulong state)
    {
        state += 0x9E3779B97F4A7C15UL;
        var mixed = state;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9UL;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EBUL;
        return mixed ^ (mixed >> 31);
    }
}
