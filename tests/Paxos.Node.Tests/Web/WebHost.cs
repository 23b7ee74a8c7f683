using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Paxos.Node.Telemetry;
using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

/// <summary>
/// The web endpoints on a real server on loopback, with a status that the test sets and a real log ring.
/// </summary>
internal sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication application;

    private WebHost(WebApplication application, FakeStatusSource status, LogRing logs, EventCounters events)
    {
        this.application = application;
        Status = status;
        Logs = logs;
        Events = events;
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            BaseAddress = new Uri(application.Urls.Single()),
        };
    }

    public FakeStatusSource Status { get; }

    public LogRing Logs { get; }

    public EventCounters Events { get; }

    public HttpClient Http { get; }

    public static async Task<WebHost> StartAsync(
        NodeStatus status,
        LogRingOptions? ringOptions = null,
        NodeWebOptions? webOptions = null,
        TimeProvider? timeProvider = null,
        string address = "http://127.0.0.1:0")
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls(address);
        builder.Services.AddSingleton(timeProvider ?? TimeProvider.System);
        var application = builder.Build();
        var source = new FakeStatusSource(status);
        var logs = new LogRing(ringOptions ?? new LogRingOptions(), TimeProvider.System);
        var events = new EventCounters();
        application.MapNodeWeb(source, logs, events, webOptions ?? new NodeWebOptions());
        await application.StartAsync();
        return new WebHost(application, source, logs, events);
    }

    public void Log(LogLevel level, string message) => Logs.Append(level, "Paxos.Node.NodeHost", 101, message);

    public Task StopAsync() => application.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await application.DisposeAsync();
        Logs.Dispose();
    }
}
