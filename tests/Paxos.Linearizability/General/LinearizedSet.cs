namespace Paxos.Linearizability.General;

/// <summary>A set of calls, one bit each, which never changes.</summary>
internal sealed class LinearizedSet : IEquatable<LinearizedSet>
{
    private readonly ulong[] words;
    private readonly int hash;

    private LinearizedSet(ulong[] words, int hash)
    {
        this.words = words;
        this.hash = hash;
    }

    /// <summary>How many words of 64 bits it has.</summary>
    public int Words => words.Length;

    /// <summary>No call of so many.</summary>
    public static LinearizedSet Empty(int calls) => new(new ulong[(calls + 63) / 64], 0);

    /// <summary>This set and one call more.</summary>
    public LinearizedSet With(int call) => Toggle(call);

    /// <summary>This set without one of its calls.</summary>
    public LinearizedSet Without(int call) => Toggle(call);

    /// <inheritdoc/>
    public bool Equals(LinearizedSet? other) => other is not null && hash == other.hash && words.AsSpan().SequenceEqual(other.words);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as LinearizedSet);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    // The hash is a sum over members, so that a change of one member costs no walk over all.
    private LinearizedSet Toggle(int call)
    {
        var changed = (ulong[])words.Clone();
        changed[call / 64] ^= 1UL << (call % 64);
        var share = (int)(((uint)call + 1) * 0x9E3779B1u);
        var isMember = (changed[call / 64] & (1UL << (call % 64))) != 0;
        return new LinearizedSet(changed, unchecked(isMember ? hash + share : hash - share));
    }
}
