using Grpc.Core;
using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Node.Net;

/// <summary>The gRPC status of a request that was not done, as client.proto documents it.</summary>
internal static class ReplyStatus
{
    /// <summary>For a request that the client role could not finish.</summary>
    public static Status Of(Reply reply) => reply.Kind switch
    {
        ReplyKind.Overloaded => new Status(StatusCode.ResourceExhausted, $"Too many requests: {reply.Reason}. Nothing was stored."),
        ReplyKind.NoSpace => new Status(
            StatusCode.ResourceExhausted, $"Too few acceptors have disk space: {reply.Reason}. Nothing was stored."),
        ReplyKind.Unavailable => new Status(StatusCode.Unavailable, $"Not in time: {reply.Reason}. Nothing was stored."),
        ReplyKind.OutcomeUnknown => new Status(
            StatusCode.DeadlineExceeded, $"Not answered in time: {reply.Reason}. It may or may not have happened."),
        ReplyKind.SessionExpired => new Status(
            StatusCode.Aborted, $"The session expired: {reply.Reason}. It may or may not have happened."),
        _ => throw new System.Diagnostics.UnreachableException($"A reply of kind {reply.Kind}."),
    };

    /// <summary>For an operation that the store refuses.</summary>
    public static Status Of(FailedResult failed) => new(
        failed.Error is StoreError.Compacted or StoreError.FutureRevision ? StatusCode.OutOfRange : StatusCode.InvalidArgument,
        failed.Message);
}
