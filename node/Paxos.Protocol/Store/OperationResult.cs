namespace Paxos.Protocol.Store;

/// <summary>
/// What the store answers. The hierarchy is closed. Revisions are those of the store after the operation, also where
/// an old one was read. Equality of records compares memory, not bytes: compare encodings instead.
/// </summary>
public abstract record OperationResult
{
    private protected OperationResult()
    {
    }
}

/// <summary>The value was written.</summary>
/// <param name="Revision">The revision that the write made.</param>
/// <param name="Key">The key that was written, also where the store chose it.</param>
public sealed record WrittenResult(long Revision, ReadOnlyMemory<byte> Key) : OperationResult;

/// <summary>The range is deleted.</summary>
/// <param name="Revision">
/// The revision that the deletion made, or the current one when there was nothing to delete.
/// </param>
/// <param name="Deleted">How many keys were deleted.</param>
public sealed record DeletedResult(long Revision, long Deleted) : OperationResult;

/// <summary>The comparison was made, and the value written if it held.</summary>
/// <param name="Succeeded">Whether the comparison held.</param>
/// <param name="Revision">The revision that the write made, or the current one when nothing was written.</param>
/// <param name="Current">The key as it is, where it exists and the comparison failed.</param>
public sealed record CompareAndSetResult(bool Succeeded, long Revision, KeyValue? Current) : OperationResult;

/// <summary>The revisions were given up.</summary>
/// <param name="Revision">The current revision: a compaction makes none.</param>
public sealed record CompactedResult(long Revision) : OperationResult;

/// <summary>A part of a range, in the order of the keys' bytes.</summary>
/// <param name="Revision">The current revision.</param>
/// <param name="KeyValues">The keys that were asked for, as many as the limit and the answer's size allow.</param>
/// <param name="More">Whether the limit or the answer's size left keys out.</param>
/// <param name="Count">How many keys the range holds at the revision read, whatever the limit and the filter.</param>
public sealed record RangeResult(long Revision, IReadOnlyList<KeyValue> KeyValues, bool More, long Count)
    : OperationResult;

/// <summary>The operation was refused and changed nothing.</summary>
/// <param name="Error">The rule that it breaks.</param>
/// <param name="Message">A sentence that names the rule and the value, without any stored bytes.</param>
public sealed record FailedResult(StoreError Error, string Message) : OperationResult;
