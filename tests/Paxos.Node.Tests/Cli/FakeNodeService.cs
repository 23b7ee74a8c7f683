using Grpc.Core;
using Paxos.Node.Protos;

namespace Paxos.Node.Tests.Cli;

/// <summary>The calls about the client node itself, with fixed answers.</summary>
public sealed class FakeNodeService(FakeStore store) : ClientNode.ClientNodeBase
{
    public override async Task<ResponsesResponse> Responses(ResponsesRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return new ResponsesResponse
        {
            Responses =
            {
                new ResponseRecord
                {
                    UnixMilliseconds = 1_700_000_000_123,
                    Request = "write",
                    Outcome = "ok",
                    Revision = 2,
                    LatencyMilliseconds = 1.5,
                },
                new ResponseRecord
                {
                    UnixMilliseconds = 1_700_000_001_000, Request = "read values/", Outcome = "ok", Revision = 2,
                },
            },
        };
    }

    public override async Task<StatusResponse> Status(StatusRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return new StatusResponse
        {
            Name = "client1",
            Leader = "proposer2",
            Ballot = "1.3.9",
            Learner = "learner1",
            Sessions = 4,
            Pending = 2,
            ClusterId = "00000000000000ff",
            Version = "0.1.0",
        };
    }

    public override async Task<NodesResponse> Nodes(NodesRequest request, ServerCallContext context)
    {
        await store.EnterAsync(request, context);
        return new NodesResponse
        {
            Nodes =
            {
                new NodeRecord
                {
                    Name = "proposer1",
                    Roles = { "proposer", "learner" },
                    Status = "Alive",
                    Leader = true,
                    Applied = 42,
                    AgeMilliseconds = 303_000,
                    PeerAddress = "127.0.0.1:7001",
                    WebAddress = "127.0.0.1:8001",
                    Version = "0.1.0",
                },
                new NodeRecord
                {
                    Name = "acceptor1", Roles = { "acceptor" }, Status = "Dead", PeerAddress = "127.0.0.1:7004",
                },
            },
        };
    }
}
