namespace Paxos.Protocol.Store;

/// <summary>One version of a key; <see cref="KeyValue"/> without the key.</summary>
/// <param name="CreateRevision">The revision of the put that brought the key to life; 0 for a deletion.</param>
/// <param name="ModRevision">The revision of the change that made this version.</param>
/// <param name="Version">Changes since the key came to life, from 1; 0 for a deletion.</param>
/// <param name="Value">The value; empty for a deletion.</param>
public readonly record struct KeyVersion(
    long CreateRevision,
    long ModRevision,
    long Version,
    ReadOnlyMemory<byte> Value)
{
    /// <summary>Whether this is the mark of a deletion.</summary>
    public bool IsTombstone => Version == 0;

    /// <summary>The mark of a deletion at <paramref name="revision"/>.</summary>
    public static KeyVersion Tombstone(long revision) => new(0, revision, 0, ReadOnlyMemory<byte>.Empty);
}
