using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Paxos.Node.Tests.Cli;

/// <summary>
/// A client node without a cluster behind it: gRPC on a free loopback port, answering from <see cref="FakeStore"/>.
/// </summary>
public sealed class FakeClientNode : IAsyncDisposable
{
    private readonly WebApplication application;

    private FakeClientNode(WebApplication application, FakeStore store)
    {
        this.application = application;
        Store = store;
        var addresses = application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!;
        Port = new Uri(addresses.Addresses.Single()).Port;
    }

    public FakeStore Store { get; }

    public int Port { get; }

    public string Endpoint => $"127.0.0.1:{Port}";

    public static async Task<FakeClientNode> StartAsync(HttpProtocols protocols = HttpProtocols.Http2, FakeStore? store = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = protocols));
        store ??= new FakeStore();
        builder.Services.AddGrpc();
        builder.Services.AddSingleton(store);
        builder.Services.AddSingleton<FakeStoreService>();
        builder.Services.AddSingleton<FakeNodeService>();
        var application = builder.Build();
        application.MapGrpcService<FakeStoreService>();
        application.MapGrpcService<FakeNodeService>();
        await application.StartAsync();
        return new FakeClientNode(application, store);
    }

    public ValueTask DisposeAsync() => application.DisposeAsync();
}
