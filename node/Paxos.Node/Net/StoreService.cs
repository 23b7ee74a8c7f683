using Google.Protobuf;
using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Store;
using Wire = Paxos.Node.Protos.KeyValue;

namespace Paxos.Node.Net;

/// <summary>The store's calls of client.proto.</summary>
/// <param name="caller">Runs each of them.</param>
internal sealed class StoreService(StoreCaller caller) : Store.StoreBase
{
    /// <inheritdoc/>
    public override async Task<WriteResponse> Append(AppendRequest request, ServerCallContext context)
    {
        var operation = new AppendOperation(request.Value.Memory);
        return ToWire(await caller.RunAsync<WrittenResult>(operation, RequestKind.Write, "write", context));
    }

    /// <inheritdoc/>
    public override async Task<WriteResponse> Put(PutRequest request, ServerCallContext context)
    {
        var operation = new PutOperation(request.Key.Memory, request.Value.Memory);
        var name = StoreCaller.NameOf("put", request.Key.Span);
        return ToWire(await caller.RunAsync<WrittenResult>(operation, RequestKind.Write, name, context));
    }

    /// <inheritdoc/>
    public override async Task<DeleteRangeResponse> DeleteRange(DeleteRangeRequest request, ServerCallContext context)
    {
        var operation = new DeleteRangeOperation(request.Key.Memory, request.RangeEnd.Memory);
        var name = StoreCaller.NameOf("delete", request.Key.Span);
        var result = await caller.RunAsync<DeletedResult>(operation, RequestKind.Write, name, context);
        return new DeleteRangeResponse { Revision = result.Revision, Deleted = result.Deleted };
    }

    /// <inheritdoc/>
    public override async Task<CompareAndSetResponse> CompareAndSet(CompareAndSetRequest request, ServerCallContext context)
    {
        var operation = new CompareAndSetOperation(request.Key.Memory, request.Value.Memory, request.ExpectedModRevision);
        var name = StoreCaller.NameOf("cas", request.Key.Span);
        var result = await caller.RunAsync<CompareAndSetResult>(operation, RequestKind.Write, name, context);
        return new CompareAndSetResponse
        {
            Succeeded = result.Succeeded,
            Revision = result.Revision,
            Current = result.Current is { } current ? ToWire(current) : null,
        };
    }

    /// <inheritdoc/>
    public override async Task<CompactResponse> Compact(CompactRequest request, ServerCallContext context)
    {
        var operation = new CompactOperation(request.Revision);
        var result = await caller.RunAsync<CompactedResult>(
            operation, RequestKind.Write, $"compact {request.Revision}", context);
        return new CompactResponse { Revision = result.Revision };
    }

    /// <inheritdoc/>
    public override async Task<RangeResponse> Range(RangeRequest request, ServerCallContext context)
    {
        var kind = request.Consistency switch
        {
            Consistency.Linearizable => RequestKind.LinearizableRead,
            Consistency.Serializable => RequestKind.SerializableRead,
            var other => throw new RpcException(new Status(
                StatusCode.InvalidArgument, $"consistency must be LINEARIZABLE or SERIALIZABLE. It is {(int)other}.")),
        };
        var operation = new RangeOperation(
            request.Key.Memory, request.RangeEnd.Memory, request.Limit, request.Revision, request.MinModRevision);
        var result = await caller.RunAsync<RangeResult>(
            operation, kind, StoreCaller.NameOf("read", request.Key.Span), context);
        var response = new RangeResponse { Revision = result.Revision, More = result.More, Count = result.Count };
        response.Kvs.AddRange(result.KeyValues.Select(ToWire));
        return response;
    }

    private static WriteResponse ToWire(WrittenResult written) => new()
    {
        Revision = written.Revision,
        Key = UnsafeByteOperations.UnsafeWrap(written.Key),
    };

    /// <summary>Without a copy: results are never changed after they are made.</summary>
    private static Wire ToWire(Paxos.Protocol.Store.KeyValue keyValue) => new()
    {
        Key = UnsafeByteOperations.UnsafeWrap(keyValue.Key),
        Value = UnsafeByteOperations.UnsafeWrap(keyValue.Value),
        CreateRevision = keyValue.CreateRevision,
        ModRevision = keyValue.ModRevision,
        Version = keyValue.Version,
    };
}
