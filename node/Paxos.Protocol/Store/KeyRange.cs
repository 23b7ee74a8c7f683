namespace Paxos.Protocol.Store;

/// <summary>
/// The keys that etcd's pair of key and range end stands for: an empty end is the one key, a single zero byte is every
/// key from the key on, anything else is the keys in [key, end), which is none where the end is not above the key.
/// </summary>
/// <param name="From">The first key.</param>
/// <param name="RangeEnd">The end as etcd gives it.</param>
public readonly record struct KeyRange(ReadOnlyMemory<byte> From, ReadOnlyMemory<byte> RangeEnd)
{
    /// <summary>Whether it is one key alone.</summary>
    public bool IsSingle => RangeEnd.IsEmpty;

    /// <summary>Whether it has no upper end.</summary>
    public bool IsUnbounded => RangeEnd.Length == 1 && RangeEnd.Span[0] == 0;

    /// <summary>Whether the end of a range of several keys is above <paramref name="key"/>.</summary>
    public bool IsAbove(ReadOnlySpan<byte> key) => IsUnbounded || key.SequenceCompareTo(RangeEnd.Span) < 0;
}
