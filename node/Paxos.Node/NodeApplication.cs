using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Paxos.Node.Disk;
using Paxos.Node.Host;
using Paxos.Node.Net;
using Paxos.Node.Telemetry;
using Paxos.Node.Web;

namespace Paxos.Node;

/// <summary>Runs the node from valid settings to its exit code.</summary>
internal static partial class NodeApplication
{
    /// <summary>How long open calls may take to end once everything else has stopped; the other nodes' streams end at once.</summary>
    private static readonly TimeSpan ShutdownTimeout = TimeSpan.FromSeconds(1);

    /// <summary>Builds, runs until asked to stop, and stops.</summary>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(NodeOptions options)
    {
        var app = Build(options);
        await using (app)
        {
            var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(NodeApplication));
            try
            {
                var runtime = app.Services.GetRequiredService<NodeRuntime>();
                MapEndpoints(app, options);
                await app.StartAsync();
                runtime.Start();
                await app.Services.GetRequiredService<SignalLifetime>().Requested;
                await runtime.StopAsync(CancellationToken.None);
                await app.StopAsync();
                return ExitCode.Done;
            }
            catch (DataFolderException failure)
            {
                LogFolder(logger, failure.Message);
                return ExitCode.WrongSettings;
            }
            catch (DiskException failure)
            {
                LogDisk(logger, failure.Message);
                return ProcessExit.DiskFailed;
            }
            catch (IOException failure)
            {
                // Kestrel's message names the address and the port.
                LogPort(logger, failure.Message);
                return ExitCode.Failed;
            }
        }
    }

    /// <summary>Puts the application together; nothing runs and no disk is open yet.</summary>
    private static WebApplication Build(NodeOptions options)
    {
        // The empty builder reads no files and no environment: a node has the settings of its own table and no others.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        var ring = new LogRing(new LogRingOptions(), TimeProvider.System);
        builder.Logging.AddNodeLogging(options.LogFormat, options.LogLevel, ring);
        builder.Services.AddSingleton(ring);
        builder.Services.AddSingleton<SignalLifetime>();
        builder.Services.AddSingleton<IHostLifetime>(provider => provider.GetRequiredService<SignalLifetime>());
        builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = ShutdownTimeout);
        builder.Services.AddRouting();
        builder.Services.AddNode(options);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => NodePorts.Configure(kestrel, options));

        // No handler blocks: each gives its message to the roles and waits without a thread. So a socket's own thread may run it, which
        // saves two wake-ups a frame; on an idle node they are most of what a heartbeat costs.
        builder.Services.Configure<SocketTransportOptions>(sockets => sockets.UnsafePreferInlineScheduling = true);
        var app = builder.Build();
        app.UseRouting();
        app.Use(ServedOn.CheckAsync);
        return app;
    }

    private static void MapEndpoints(WebApplication app, NodeOptions options)
    {
        app.MapNodeWeb(
            app.Services.GetRequiredService<INodeStatusSource>(),
            app.Services.GetRequiredService<LogRing>(),
            app.Services.GetRequiredService<EventCounters>(),
            new NodeWebOptions()).WithMetadata(new ServedOn(options.WebPort));
        app.MapGrpcService<PeerService>().WithMetadata(new ServedOn(options.PeerPort));
        app.MapGrpcService<AdminService>().WithMetadata(new ServedOn(options.PeerPort));
        if (options.ClientPort is { } clientPort)
        {
            app.MapGrpcService<StoreService>().WithMetadata(new ServedOn(clientPort));
            app.MapGrpcService<ClientNodeService>().WithMetadata(new ServedOn(clientPort));
        }
    }

    [LoggerMessage(3201, LogLevel.Critical, "The data folder cannot be used and the node does not start: {Reason}")]
    private static partial void LogFolder(ILogger logger, string reason);

    [LoggerMessage(3202, LogLevel.Critical, "The disk failed and the node does not start: {Reason}")]
    private static partial void LogDisk(ILogger logger, string reason);

    [LoggerMessage(3203, LogLevel.Critical, "A port cannot be opened and the node does not start: {Reason}")]
    private static partial void LogPort(ILogger logger, string reason);
}
