using System.Net;
using System.Text;
using k8s.Models;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Api;
using Paxos.Operator.Clusters;

namespace Paxos.Operator.Runtime.Tests.Clusters;

/// <summary>The probe over real connections, to a node that stands on an address of loopback of its own.</summary>
public sealed class NodeProbeTests : IAsyncLifetime
{
    // Nobody else's: nodes of local clusters are on 127.0.0.1, and pods have fixed ports.
    private static readonly IPAddress Address = IPAddress.Parse("127.213.7.1");

    private readonly V1Pod pod = new()
    {
        Metadata = new V1ObjectMeta { Name = "paxos-proposer-1" },
        Status = new V1PodStatus { PodIP = Address.ToString() },
    };

    private WebApplication node = null!;
    private string asked = "";

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(Address, NodeImage.WebPort, listen => listen.Protocols = HttpProtocols.Http1);
            options.Listen(Address, NodeImage.PeerPort, listen => listen.Protocols = HttpProtocols.Http2);
        });
        node = builder.Build();
        node.MapGet("/status.json", () => Results.Text(Status, "application/json"));
        node.MapPost("/{service}/HandOver", HandOverAsync);
        await node.StartAsync();
    }

    public async Task DisposeAsync() => await node.DisposeAsync();

    [Fact]
    public async Task A_leader_that_was_looked_at_is_asked_to_hand_over_as_often_as_needed()
    {
        using var probe = new NodeProbe();

        Assert.Equal("proposer1", Assert.Single(await probe.AskAsync([pod], CancellationToken.None)).Name);
        await probe.HandOverAsync(pod, "proposer2", CancellationToken.None);
        Assert.Contains("proposer2", asked, StringComparison.Ordinal);
        await probe.HandOverAsync(pod, "proposer3", CancellationToken.None);
        Assert.Contains("proposer3", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_not_there_is_left_out_and_its_hand_over_fails_by_name()
    {
        await node.StopAsync();
        using var probe = new NodeProbe();

        Assert.Empty(await probe.AskAsync([pod], CancellationToken.None));
        var failure = await Assert.ThrowsAsync<ActionFailure>(() => probe.HandOverAsync(pod, "proposer2", CancellationToken.None));
        Assert.StartsWith("paxos-proposer-1 does not hand over to proposer2: ", failure.Message, StringComparison.Ordinal);
    }

    // As gRPC has it: a message is preceded by five bytes, and the call's status comes after the body.
    private async Task HandOverAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        asked = Encoding.UTF8.GetString(body.ToArray());
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private const string Status = """
        {"name": "proposer1", "version": "0.1.0", "clusterId": "00c0ffee00c0ffee", "epoch": 0, "leader": "proposer1", "chosenSlot": 7,
         "condition": "Ready", "reason": "", "ready": true, "proposer": {"state": "Leading", "ballot": "0.1.5"}}
        """;
}
