using System.Diagnostics;

namespace Paxos.Protocol.Store;

/// <summary>
/// The rules on the form of an operation, in one place: the client API asks before it sends, and the store asks again
/// before it applies, because what stands in the log may have come from a client node that checks less.
/// </summary>
public static class OperationRules
{
    /// <summary>The rule that <paramref name="operation"/> breaks, or null. The store's state plays no part.</summary>
    public static FailedResult? Check(Operation operation) => operation switch
    {
        AppendOperation append => CheckValue(append.Value),
        PutOperation put => CheckKey(put.Key) ?? CheckValue(put.Value),
        DeleteRangeOperation delete => CheckRange(delete.Key, delete.RangeEnd),
        CompareAndSetOperation compare => CheckCompare(compare),
        CompactOperation => null,
        RangeOperation range => CheckRange(range.Key, range.RangeEnd),
        _ => throw new UnreachableException($"An operation of an unknown type: {operation.GetType().Name}."),
    };

    private static FailedResult? CheckKey(ReadOnlyMemory<byte> key) =>
        CheckNotEmpty(key) ?? CheckLength("key", key, StoreLimits.KeyBytesMax);

    private static FailedResult? CheckRange(ReadOnlyMemory<byte> key, ReadOnlyMemory<byte> rangeEnd) =>
        CheckNotEmpty(key)
        ?? CheckLength("key", key, StoreLimits.BoundBytesMax)
        ?? CheckLength("range end", rangeEnd, StoreLimits.BoundBytesMax);

    private static FailedResult? CheckCompare(CompareAndSetOperation compare)
    {
        var expected = compare.ExpectedModRevision;
        return CheckKey(compare.Key) ?? CheckValue(compare.Value) ?? (expected >= 0
            ? null
            : new FailedResult(
                StoreError.NegativeRevision,
                $"The expected mod revision must be at least 0. It is {expected}."));
    }

    private static FailedResult? CheckNotEmpty(ReadOnlyMemory<byte> key) =>
        key.Length > 0 ? null : new FailedResult(StoreError.EmptyKey, "The key must not be empty.");

    private static FailedResult? CheckLength(string what, ReadOnlyMemory<byte> bytes, int maximum) =>
        bytes.Length <= maximum
            ? null
            : new FailedResult(
                StoreError.KeyTooLong,
                $"The {what} must be at most {maximum} bytes. It has {bytes.Length}.");

    private static FailedResult? CheckValue(ReadOnlyMemory<byte> value) =>
        value.Length <= StoreLimits.ValueBytesMax
            ? null
            : new FailedResult(
                StoreError.ValueTooLarge,
                $"The value must be at most {StoreLimits.ValueBytesMax} bytes. It has {value.Length}.");
}
