using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Paxos.Node.Host;
using Paxos.Node.Net;
using Paxos.Node.Protos;
using Paxos.Node.Telemetry;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Net;

/// <summary>The peer port of a process named <c>a1</c>, as Kestrel serves it, with nothing behind its inbox.</summary>
internal sealed class PeerPort : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;

    private PeerPort(WebApplication app, Inbox inbox)
    {
        this.app = app;
        Inbox = inbox;
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single())
            .Authority;
        channel = GrpcChannel.ForAddress($"http://{Address}");
        Client = new Peer.PeerClient(channel);
    }

    public Inbox Inbox { get; }

    public string Address { get; }

    public Peer.PeerClient Client { get; }

    public AddressBook Addresses => app.Services.GetRequiredService<AddressBook>();

    public ClusterFence Fence => app.Services.GetRequiredService<ClusterFence>();

    public LinkWatch Watch => app.Services.GetRequiredService<LinkWatch>();

    public static async Task<PeerPort> StartAsync(int envelopesMax = 1_000)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        var inbox = new Inbox(envelopesMax, Inbox.BytesMax);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = WireMapping.FrameBytesMax);
        builder.Services.AddSingleton(inbox);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<LogThrottle>();
        builder.Services.AddSingleton<EventCounters>();
        builder.Services.AddSingleton(new AddressBook([]));
        builder.Services.AddSingleton(new NodeIdentity("a1", "127.0.0.1:1"));
        builder.Services.AddSingleton<IReadOnlyList<NodeId>>([new NodeId("a1", Role.Acceptor)]);
        builder.Services.AddSingleton<LinkWatch>();
        builder.Services.AddSingleton<ClusterFence>();
        builder.Services.AddSingleton<SenderBook>();
        builder.Services.AddSingleton<PeerService>();
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<PeerService>();
        await app.StartAsync();
        return new PeerPort(app, inbox);
    }

    /// <summary>Links of a process named <paramref name="name"/> that know this port as <c>a1</c>.</summary>
    public PeerLinks LinksOf(string name, Action<string>? onLost = null, Action<string>? onNamesake = null)
    {
        var addresses = new AddressBook([]);
        addresses.Learn("a1", Address, AddressSource.Frame);
        return new PeerLinks(
            new NodeIdentity(name, "127.0.0.1:2"),
            addresses,
            onLost ?? (_ => { }),
            onNamesake ?? (_ => { }),
            bug => throw new InvalidOperationException("A link met what it did not expect.", bug),
            TimeProvider.System,
            new LogThrottle(TimeProvider.System),
            NullLogger<PeerLink>.Instance);
    }

    /// <summary>Waits for messages; fails after a few seconds without any.</summary>
    public IReadOnlyList<Envelope> Take()
    {
        var taken = new List<Envelope>();
        for (var attempt = 0; attempt < 10 && taken.Count == 0; attempt++)
        {
            Inbox.Wait(TimeSpan.FromSeconds(1));
            Inbox.Take(taken, 100);
        }

        Assert.NotEmpty(taken);
        return taken;
    }

    public Task StopAsync() => app.StopAsync();

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await app.DisposeAsync();
    }
}
