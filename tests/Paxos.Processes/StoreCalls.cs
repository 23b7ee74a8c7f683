using Google.Protobuf;
using Paxos.Node.Protos;
using Paxos.Protocol.Store;
using KeyValue = Paxos.Protocol.Store.KeyValue;

namespace Paxos.Processes;

/// <summary>The store's requests and responses on the wire, as operations and results.</summary>
internal static class StoreCalls
{
    /// <summary>Reads every appended value, oldest first.</summary>
    public static RangeOperation AllValues { get; } = new("values/"u8.ToArray(), "values0"u8.ToArray(), 0, 0, 0);

    /// <summary>Reads nothing but the store's revision: nobody appends to this very key.</summary>
    public static RangeOperation RevisionOnly { get; } = new("values/"u8.ToArray(), default, Limit: 1, 0, 0);

    /// <summary>
    /// What to read next for the rest of a range: the keys after a page's last one, at the revision of the first page; null when
    /// nothing is left.
    /// </summary>
    public static RangeOperation? After(RangeOperation range, RangeResult page) => page.More
        ? range with
        {
            Key = (byte[])[.. page.KeyValues[^1].Key.Span, 0],
            Revision = range.Revision == 0 ? page.Revision : range.Revision,
        }
        : null;

    /// <summary>A range on the wire.</summary>
    public static RangeRequest RequestOf(RangeOperation range, bool isSerializable) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(range.Key),
        RangeEnd = UnsafeByteOperations.UnsafeWrap(range.RangeEnd),
        Limit = range.Limit,
        Revision = range.Revision,
        MinModRevision = range.MinModRevision,
        Consistency = isSerializable ? Consistency.Serializable : Consistency.Linearizable,
    };

    /// <summary>The answer to a write.</summary>
    public static OperationResult Of(WriteResponse response) => new WrittenResult(response.Revision, response.Key.Memory);

    /// <summary>The answer to a deletion.</summary>
    public static OperationResult Of(DeleteRangeResponse response) => new DeletedResult(response.Revision, response.Deleted);

    /// <summary>The answer to a comparison.</summary>
    public static OperationResult Of(CompareAndSetResponse response) =>
        new CompareAndSetResult(response.Succeeded, response.Revision, response.Current is { } current ? Of(current) : null);

    /// <summary>The answer to a read.</summary>
    public static OperationResult Of(RangeResponse response) =>
        new RangeResult(response.Revision, [.. response.Kvs.Select(Of)], response.More, response.Count);

    private static KeyValue Of(Paxos.Node.Protos.KeyValue pair) =>
        new(pair.Key.Memory, pair.Value.Memory, pair.CreateRevision, pair.ModRevision, pair.Version);
}
