using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;
using Paxos.ApiServer.Controllers;
using Paxos.ApiServer.Faults;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Serving;
using Paxos.ApiServer.Storage;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer;

/// <summary>
/// An API server for tests, on a loopback port: real HTTP, objects in memory. Its controllers stand for those of a real cluster as far
/// as an operator sees them; its node runs pods as an <see cref="IPodRunner"/> says.
/// </summary>
internal sealed class LoopbackApiServer : IAsyncDisposable
{
    private readonly RequestHandler _handler;
    private WebApplication? _application;
    private int _port;

    private LoopbackApiServer(ServerSettings settings)
    {
        Store = new ObjectStore();
        Faults = new FaultSwitch();
        Writer = new ObjectWriter(Store, new ResourceCatalog(Store), settings.Time);
        _port = settings.Port;
        _handler = new RequestHandler(Store, Writer, Faults, settings.Time, settings.BookmarkInterval);
        Cluster = new ClusterControllers(Store, Writer, settings.Pods ?? new StagedPods());
        FirstObjects.Make(Writer);
    }

    /// <summary>The objects.</summary>
    public ObjectStore Store { get; }

    /// <summary>Writes by the test itself, past HTTP.</summary>
    public ObjectWriter Writer { get; }

    /// <summary>What is to go wrong, and what was asked.</summary>
    public FaultSwitch Faults { get; }

    /// <summary>What pods say in plain text.</summary>
    public PodTexts Texts => _handler.Texts;

    /// <summary>The controllers and the node.</summary>
    public ClusterControllers Cluster { get; }

    /// <summary>Where it listens; the same after a pause.</summary>
    public Uri Address => new($"http://127.0.0.1:{_port}/");

    /// <summary>Starts one.</summary>
    public static async Task<LoopbackApiServer> StartAsync(ServerSettings? settings = null)
    {
        var server = new LoopbackApiServer(settings ?? new ServerSettings());
        await server.ListenAsync();
        server.Cluster.Start();
        return server;
    }

    /// <summary>Listens, again after <see cref="StopListeningAsync"/>.</summary>
    public async Task ListenAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, _port, Plain));
        var application = builder.Build();
        application.Run(_handler.HandleAsync);
        await application.StartAsync();
        _port = new Uri(application.Urls.First()).Port;
        _application = application;
    }

    /// <summary>Stops listening and drops all connections: from outside the server is away. Objects and controllers stay.</summary>
    public async Task StopListeningAsync()
    {
        if (_application is { } application)
        {
            _application = null;
            Faults.CloseWatches();
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await application.StopAsync(now.Token);
            await application.DisposeAsync();
        }
    }

    /// <summary>Writes a kubeconfig that names this server. Nobody asks for the token, but some clients take no file without one.</summary>
    public async Task WriteKubeconfigAsync(string path) => await File.WriteAllTextAsync(path, $$"""
        apiVersion: v1
        kind: Config
        clusters: [{name: loopback, cluster: {server: "http://127.0.0.1:{{_port}}" } }]
        users: [{name: test, user: {token: test} }]
        contexts: [{name: loopback, context: {cluster: loopback, user: test, namespace: default } }]
        current-context: loopback
        """);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        await StopListeningAsync();
        Faults.Dispose();
    }

    // Clear text allows one version of HTTP only; kubectl and .NET both speak 1.1 then.
    private static void Plain(ListenOptions options) => options.Protocols = HttpProtocols.Http1;
}
