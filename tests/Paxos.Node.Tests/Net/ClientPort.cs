using Grpc.Net.Client;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Paxos.Node.Host;
using Paxos.Node.Net;
using Paxos.Node.Protos;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Net;

/// <summary>The client port as Kestrel serves it, and in place of the client role a thread that answers as the test says.</summary>
internal sealed class ClientPort : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly GrpcChannel channel;
    private readonly CancellationTokenSource stopping = new();
    private readonly Thread role;

    private ClientPort(WebApplication app, Func<Request, Reply> answer)
    {
        this.app = app;
        Address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
        channel = GrpcChannel.ForAddress(Address);
        Store = new Store.StoreClient(channel);
        var inbox = app.Services.GetRequiredService<Inbox>();
        var requests = app.Services.GetRequiredService<ClientRequests>();
        requests.Open();
        role = new Thread(() => Answer(inbox, requests, answer, stopping.Token)) { IsBackground = true };
        role.Start();
    }

    public string Address { get; }

    public Store.StoreClient Store { get; }

    public ResponseLog Responses => app.Services.GetRequiredService<ResponseLog>();

    public static async Task<ClientPort> StartAsync(Func<Request, Reply> answer, int connectionsMax = 10_000)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            listen.Use(new ConnectionLimit(connectionsMax).Wrap);
        }));
        builder.Services.AddRouting();
        builder.Services.AddLogging();
        builder.Services.AddGrpc(grpc => grpc.MaxReceiveMessageSize = NodePorts.RequestBytesMax);
        builder.Services.AddSingleton(new Inbox(Inbox.EnvelopesMax, Inbox.BytesMax));
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(provider => new ClientRequests(
            provider.GetRequiredService<Inbox>(), new NodeId("c1", Role.Client), TimeProvider.System));
        builder.Services.AddSingleton<ResponseLog>();
        builder.Services.AddSingleton<StoreCaller>();
        builder.Services.AddSingleton<StoreService>();
        var app = builder.Build();
        app.UseRouting();
        app.MapGrpcService<StoreService>();
        await app.StartAsync();
        return new ClientPort(app, answer);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        role.Join();
        stopping.Dispose();
        channel.Dispose();
        await app.DisposeAsync();
    }

    private static void Answer(
        Inbox inbox, ClientRequests requests, Func<Request, Reply> answer, CancellationToken cancellationToken)
    {
        using var registration = cancellationToken.Register(inbox.Wake);
        var taken = new List<Envelope>();
        while (!cancellationToken.IsCancellationRequested)
        {
            taken.Clear();
            inbox.Wait(TimeSpan.FromSeconds(1));
            inbox.Take(taken, 1_000);
            foreach (var envelope in taken)
            {
                requests.Complete(answer((Request)envelope.Message));
            }
        }
    }
}
