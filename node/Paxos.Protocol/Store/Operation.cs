namespace Paxos.Protocol.Store;

/// <summary>
/// What a client asks of the store. The hierarchy is closed. Ranges are given as etcd gives them, by a key and a range
/// end: an empty end is the one key, a single zero byte is every key from the key on, anything else is the keys in
/// [key, end). Equality of records compares memory, not bytes: compare encodings instead.
/// </summary>
public abstract record Operation
{
    private protected Operation()
    {
    }
}

/// <summary>
/// Writes <paramref name="Value"/> under the key <c>values/</c> and the 20 decimal digits of the revision that the
/// write gets, so that values are listed in the order in which they were written.
/// </summary>
/// <param name="Value">At most <see cref="StoreLimits.ValueBytesMax"/> bytes.</param>
public sealed record AppendOperation(ReadOnlyMemory<byte> Value) : Operation;

/// <summary>Writes <paramref name="Value"/> under <paramref name="Key"/>, whether the key exists or not.</summary>
/// <param name="Key">1 to <see cref="StoreLimits.KeyBytesMax"/> bytes.</param>
/// <param name="Value">At most <see cref="StoreLimits.ValueBytesMax"/> bytes.</param>
public sealed record PutOperation(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value) : Operation;

/// <summary>Deletes every key of a range, all at one revision; changes nothing when there is none.</summary>
/// <param name="Key">The first key, 1 to <see cref="StoreLimits.BoundBytesMax"/> bytes.</param>
/// <param name="RangeEnd">At most <see cref="StoreLimits.BoundBytesMax"/> bytes.</param>
public sealed record DeleteRangeOperation(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> RangeEnd) : Operation;

/// <summary>Writes only when the key's mod revision is the expected one.</summary>
/// <param name="Key">1 to <see cref="StoreLimits.KeyBytesMax"/> bytes.</param>
/// <param name="Value">At most <see cref="StoreLimits.ValueBytesMax"/> bytes.</param>
/// <param name="ExpectedModRevision">
/// The mod revision that the key must have, at least 0; 0: the key must not exist.
/// </param>
public sealed record CompareAndSetOperation(
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte> Value,
    long ExpectedModRevision) : Operation;

/// <summary>Gives up every revision below <paramref name="Revision"/>, which itself stays readable.</summary>
/// <param name="Revision">Above the last compacted revision and at most the current one.</param>
public sealed record CompactOperation(long Revision) : Operation;

/// <summary>Reads the keys of a range in the order of their bytes. Changes nothing.</summary>
/// <param name="Key">The first key, 1 to <see cref="StoreLimits.BoundBytesMax"/> bytes.</param>
/// <param name="RangeEnd">At most <see cref="StoreLimits.BoundBytesMax"/> bytes.</param>
/// <param name="Limit">How many keys at most; 0 or less: no limit but that of the answer's size.</param>
/// <param name="Revision">The revision to read at; 0 or less: the current one.</param>
/// <param name="MinModRevision">Only keys whose mod revision is at least this; 0 or less: all.</param>
public sealed record RangeOperation(
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte> RangeEnd,
    long Limit,
    long Revision,
    long MinModRevision) : Operation;
