namespace Paxos.Protocol.Store;

/// <summary>
/// Why the store refused an operation. The numbers stand in logs and frames: they never change their meaning.
/// </summary>
public enum StoreError
{
    /// <summary>The revision has been compacted away (etcd's <c>ErrCompacted</c>).</summary>
    Compacted = 1,

    /// <summary>The revision has not happened yet (etcd's <c>ErrFutureRev</c>).</summary>
    FutureRevision = 2,

    /// <summary>The key has no bytes.</summary>
    EmptyKey = 3,

    /// <summary>The key or the end of the range has too many bytes.</summary>
    KeyTooLong = 4,

    /// <summary>The value has too many bytes.</summary>
    ValueTooLarge = 5,

    /// <summary>A revision to compare with is below zero, so that it could never match.</summary>
    NegativeRevision = 6,

    /// <summary>The bytes are no operation that this version of the store knows.</summary>
    Malformed = 7,
}
