using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Runtime.Telemetry;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Hosting;

/// <summary>Serves <c>/livez</c>, <c>/readyz</c> and <c>/metrics</c>.</summary>
internal sealed class HealthServer(OperatorSettings settings, OperatorMetrics metrics, IEnumerable<IReflector> reflectors) : IHostedService
{
    private readonly IReadOnlyList<IReflector> _reflectors = [.. reflectors];
    private WebApplication? _application;

    /// <summary>Where it serves; null while it does not.</summary>
    public Uri? Address => _application is null ? null : new Uri(_application.Urls.First());

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (settings.HealthPort is not { } port)
        {
            return;
        }

        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            // A port of the system's choice exists on one address only.
            if (port == 0)
            {
                options.Listen(IPAddress.Loopback, port);
            }
            else
            {
                options.ListenAnyIP(port);
            }
        });
        var application = builder.Build();
        application.MapGet("/livez", context => AnswerAsync(context, Silent()));
        application.MapGet("/readyz", context => AnswerAsync(context, Unlisted()));
        application.MapGet("/metrics", context =>
        {
            context.Response.ContentType = "text/plain; version=0.0.4";
            return context.Response.WriteAsync(metrics.Render(), context.RequestAborted);
        });
        await application.StartAsync(cancellationToken);
        _application = application;
    }

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_application is { } application)
        {
            _application = null;
            await application.StopAsync(cancellationToken);
            await application.DisposeAsync();
        }
    }

    // Alive is who hears of the server. Quorums of clusters, failing passes and the lease are no reason to start the process again.
    private IEnumerable<string> Silent() => _reflectors
        .Where(reflector => reflector.ListAge > settings.ListAgeMax)
        .Select(reflector =>
            $"{reflector.Resource} was not listed for {Seconds(reflector.ListAge)}, at most {Seconds(settings.ListAgeMax)}");

    private static string Seconds(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0} s");

    private IEnumerable<string> Unlisted() => _reflectors
        .Where(reflector => !reflector.Listed.IsCompleted)
        .Select(reflector => $"{reflector.Resource} was not listed yet");

    private static Task AnswerAsync(HttpContext context, IEnumerable<string> findings)
    {
        var wrong = findings.ToList();
        context.Response.StatusCode = wrong.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return context.Response.WriteAsync(wrong.Count == 0 ? "ok\n" : string.Join('\n', wrong) + "\n", context.RequestAborted);
    }
}
