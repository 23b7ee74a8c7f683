extern alias node;

using System.Collections.Concurrent;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using node::Paxos.Node.Protos;
using Paxos.Operator.Api;

namespace Paxos.Swarm.Tests.Cli;

/// <summary>A client node's port; behind it a cluster of which only the admin calls are there.</summary>
internal sealed class FakeFrontDoor : ClientNode.ClientNodeBase, IAsyncDisposable
{
    private WebApplication? application;
    private volatile string leader = "proposer1";

    /// <summary>Where it answers on loopback.</summary>
    public int Port { get; private set; }

    /// <summary>Nodes that are not ready.</summary>
    public ConcurrentDictionary<string, bool> Unready { get; } = new(StringComparer.Ordinal);

    /// <summary>Who led when it was asked to hand over, in order.</summary>
    public ConcurrentQueue<string> HandedOver { get; } = new();

    /// <summary>How many hand-overs come to nothing before one succeeds.</summary>
    public int FailingHandOvers { get; set; }

    /// <summary>How many times it is asked for the members before it has heard that they are formed.</summary>
    public int StaleAnswers { get; set; }

    /// <summary>Starts it.</summary>
    public static async Task<FakeFrontDoor> StartAsync()
    {
        var door = new FakeFrontDoor();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddLogging(logging => logging.ClearProviders());
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(door);
        door.application = builder.Build();
        door.application.UseRouting();
        door.application.MapGrpcService<FakeFrontDoor>();
        await door.application.StartAsync();
        var addresses = door.application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        door.Port = new Uri(addresses.Addresses.Single()).Port;
        return door;
    }

    public override Task<MemberStatusResponse> MemberStatus(MemberStatusRequest request, ServerCallContext context)
    {
        var ready = Unready.ContainsKey(request.Name) ? "false" : "true";
        var state = request.Name == leader ? "Leading" : "Standby";
        var proposer = request.Name.StartsWith(NodeNames.Proposer, StringComparison.Ordinal) ? $$"""{"state":"{{state}}"}""" : "null";
        return Task.FromResult(new MemberStatusResponse { Json = $$"""{"ready":{{ready}},"proposer":{{proposer}}}""" });
    }

    public override Task<MoveLeaderResponse> MoveLeader(MoveLeaderRequest request, ServerCallContext context)
    {
        HandedOver.Enqueue(leader);
        if (FailingHandOvers-- > 0)
        {
            throw new RpcException(new Status(StatusCode.FailedPrecondition, "No proposer can take over now."));
        }

        leader = "proposer2";
        return Task.FromResult(new MoveLeaderResponse { Leader = "proposer1", Target = leader });
    }

    public override Task<NodesResponse> Nodes(NodesRequest request, ServerCallContext context)
    {
        var response = new NodesResponse();
        var status = StaleAnswers-- > 0 ? "Forming" : "Alive";
        foreach (var (name, role) in new[] { ("proposer1", "proposer"), ("acceptor1", "acceptor"), ("learner1", "learner") })
        {
            response.Nodes.Add(new NodeRecord
            {
                Name = name,
                Roles = { role },
                Status = status,
                Leader = name == leader,
                Applied = 42,
                AgeMilliseconds = 192_000,
                PeerAddress = $"{name}:7000",
            });
        }

        return Task.FromResult(response);
    }

    public async ValueTask DisposeAsync()
    {
        await application!.StopAsync();
        await application.DisposeAsync();
    }
}
