using System.Diagnostics;
using System.Text.Json;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Paxos.Node.Net;
using Paxos.Node.Protos;
using Paxos.Node.Tests.Cli;
using Paxos.Node.Tests.Web;
using Paxos.Node.Web;

namespace Paxos.Node.Tests.Net;

public sealed class AdminRelayTests
{
    [Fact]
    public async Task A_member_is_asked_where_gossip_says_that_it_is()
    {
        await using var admin = await FakeAdmin.StartAsync();

        Assert.Equal("{\"name\":\"acceptor1\"}", await Relay("acceptor1", admin.Address).StatusAsync("acceptor1", default));
    }

    [Fact]
    public async Task A_node_answers_for_itself()
    {
        using var own = JsonDocument.Parse(await Relay("acceptor1", "nowhere:1").StatusAsync("proposer1", default));

        Assert.Equal("proposer1", own.RootElement.GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_member_that_gossip_does_not_know_is_not_found()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => Relay("acceptor1", "nowhere:1").StatusAsync("acceptor9", default));

        Assert.Equal(
            (StatusCode.NotFound, "proposer1 knows no member 'acceptor9'."), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task A_member_that_cannot_be_reached_is_named_with_its_address()
    {
        using var closed = ReservedPort.Refusing();

        var failure = await Assert.ThrowsAsync<RpcException>(() => Relay("acceptor1", closed.Endpoint).StatusAsync("acceptor1", default));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.StartsWith($"acceptor1 does not answer on {closed.Endpoint}: ", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_hangs_is_given_up_in_time()
    {
        using var silent = ReservedPort.Silent();
        var clock = Stopwatch.StartNew();

        var failure = await Assert.ThrowsAsync<RpcException>(() => Relay("acceptor1", silent.Endpoint).StatusAsync("acceptor1", default));

        Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
        Assert.StartsWith($"acceptor1 does not answer on {silent.Endpoint}: ", failure.Status.Detail, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed, AdminRelay.Timeout * 0.9, AdminRelay.Timeout * 5);
    }

    [Fact]
    public async Task The_leader_is_asked_to_hand_over_and_its_choice_is_told()
    {
        await using var admin = await FakeAdmin.StartAsync();

        var moved = await Relay("proposer2", admin.Address, leader: "proposer2").MoveLeaderAsync("proposer3", default);

        Assert.Equal(("proposer2", "proposer3"), moved);
    }

    [Fact]
    public async Task The_leaders_refusal_is_passed_on()
    {
        await using var admin = await FakeAdmin.StartAsync();

        var failure = await Assert.ThrowsAsync<RpcException>(
            () => Relay("proposer2", admin.Address, leader: "proposer2").MoveLeaderAsync("", default));

        Assert.Equal((StatusCode.FailedPrecondition, "nobody can"), (failure.StatusCode, failure.Status.Detail));
    }

    [Fact]
    public async Task Without_a_leader_nobody_can_hand_over()
    {
        var failure = await Assert.ThrowsAsync<RpcException>(() => Relay("proposer2", "nowhere:1").MoveLeaderAsync("", default));

        Assert.Equal(StatusCode.FailedPrecondition, failure.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("../etc")]
    public async Task A_name_that_no_node_can_have_is_refused_before_anybody_is_asked(string name)
    {
        var service = new ClientNodeService(Source("acceptor1", "nowhere:1", null), new ResponseLog(), Relay("acceptor1", "nowhere:1"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => service.MemberStatus(new MemberStatusRequest { Name = name }, null!));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.Contains($"It is \"{name}\".", failure.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_successor_that_no_node_can_be_is_refused_before_anybody_is_asked()
    {
        var service = new ClientNodeService(Source("acceptor1", "nowhere:1", null), new ResponseLog(), Relay("acceptor1", "nowhere:1"));

        var failure = await Assert.ThrowsAsync<RpcException>(() => service.MoveLeader(new MoveLeaderRequest { Target = "a b" }, null!));

        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
    }

    private static AdminRelay Relay(string member, string address, string? leader = null) => new(Source(member, address, leader));

    // The relay stands on proposer1, and gossip knows one other member.
    private static FakeSource Source(string member, string address, string? leader) => new(StatusSamples.Everything with
    {
        Leader = leader,
        Members = [StatusSamples.Everything.Members[0] with { Name = member, PeerAddress = address }],
    });

    private sealed class FakeSource(NodeStatus status) : INodeStatusSource
    {
        public NodeStatus Current => status;
    }

    // Another node's admin service.
    private sealed class FakeAdmin : Admin.AdminBase, IAsyncDisposable
    {
        private WebApplication? application;

        public string Address { get; private set; } = "";

        public static async Task<FakeAdmin> StartAsync()
        {
            var admin = new FakeAdmin();
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
                kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
            builder.Services.AddRouting();
            builder.Services.AddLogging();
            builder.Services.AddGrpc();
            builder.Services.AddSingleton(admin);
            var application = builder.Build();
            application.UseRouting();
            application.MapGrpcService<FakeAdmin>();
            await application.StartAsync();
            admin.application = application;
            admin.Address = new Uri(
                application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single()).Authority;
            return admin;
        }

        public override Task<GetStatusResponse> GetStatus(GetStatusRequest request, ServerCallContext context) =>
            Task.FromResult(new GetStatusResponse { Json = "{\"name\":\"acceptor1\"}" });

        public override Task<HandOverResponse> HandOver(HandOverRequest request, ServerCallContext context) => request.Target.Length > 0
            ? Task.FromResult(new HandOverResponse { Target = request.Target })
            : throw new RpcException(new Status(StatusCode.FailedPrecondition, "nobody can"));

        public async ValueTask DisposeAsync()
        {
            await application!.StopAsync();
            await application.DisposeAsync();
        }
    }
}
