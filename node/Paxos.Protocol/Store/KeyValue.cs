namespace Paxos.Protocol.Store;

/// <summary>
/// A key as it stood at some revision; etcd's <c>KeyValue</c>. A deletion is told by <see cref="Version"/> 0: then
/// only the key and the mod revision mean anything. Equality of records compares memory, not bytes: compare encodings
/// instead.
/// </summary>
/// <param name="Key">The key, 1 to <see cref="StoreLimits.KeyBytesMax"/> bytes.</param>
/// <param name="Value">The value, at most <see cref="StoreLimits.ValueBytesMax"/> bytes.</param>
/// <param name="CreateRevision">The revision of the put that brought the key to life; 0 for a deletion.</param>
/// <param name="ModRevision">The revision of the change that made this version.</param>
/// <param name="Version">Changes since the key came to life, from 1; 0 for a deletion.</param>
public sealed record KeyValue(
    ReadOnlyMemory<byte> Key,
    ReadOnlyMemory<byte> Value,
    long CreateRevision,
    long ModRevision,
    long Version)
{
    /// <summary>Whether this is the mark of a deletion.</summary>
    public bool IsTombstone => Version == 0;
}
