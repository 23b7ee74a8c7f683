namespace Paxos.Protocol;

/// <summary>The response to an executed command, kept until the client acknowledges it. Ordered by sequence.</summary>
/// <param name="Sequence">The command's sequence in its session.</param>
/// <param name="Response">The response's bytes.</param>
public readonly record struct CachedResponse(ulong Sequence, ReadOnlyMemory<byte> Response)
    : IComparable<CachedResponse>
{
    /// <inheritdoc/>
    public int CompareTo(CachedResponse other) => Sequence.CompareTo(other.Sequence);
}
