using Grpc.Core;
using Paxos.Node.Protos;

namespace Paxos.Node.Tests.Cli;

/// <summary>The store's calls, answered by <see cref="FakeStore"/>.</summary>
public sealed class FakeStoreService(FakeStore store) : Store.StoreBase
{
    public override async Task<WriteResponse> Append(AppendRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return store.Put(key: null, request.Value);
    }

    public override async Task<WriteResponse> Put(PutRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return store.Put(request.Key, request.Value);
    }

    public override async Task<DeleteRangeResponse> DeleteRange(DeleteRangeRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return store.Delete(request);
    }

    public override async Task<CompareAndSetResponse> CompareAndSet(
        CompareAndSetRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        var current = store.Find(request.Key.ToStringUtf8());
        if ((current?.ModRevision ?? 0) != request.ExpectedModRevision)
        {
            return new CompareAndSetResponse { Revision = store.Revision, Current = current };
        }

        var written = store.Put(request.Key, request.Value);
        return new CompareAndSetResponse { Succeeded = true, Revision = written.Revision };
    }

    public override async Task<CompactResponse> Compact(CompactRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return new CompactResponse { Revision = store.Revision };
    }

    public override async Task<RangeResponse> Range(RangeRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return store.Range(request);
    }
}
