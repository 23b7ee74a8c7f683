using Paxos.Node.Telemetry;

namespace Paxos.Node.Web;

/// <summary>
/// The web port: the page, the log, the status, the metrics and the two probes. Everything is read-only and answers GET
/// and HEAD.
/// </summary>
internal static class WebEndpoints
{
    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>Maps all of it.</summary>
    /// <param name="endpoints">The application.</param>
    /// <param name="status">Where the node's state comes from.</param>
    /// <param name="logs">Where the log's lines come from.</param>
    /// <param name="events">What the protocol reported.</param>
    /// <param name="options">Timings.</param>
    /// <returns>
    /// What was mapped, so that the host can bind it to its web port where other ports are served by the same
    /// application.
    /// </returns>
    public static IEndpointConventionBuilder MapNodeWeb(
        this IEndpointRouteBuilder endpoints,
        INodeStatusSource status,
        LogRing logs,
        EventCounters events,
        NodeWebOptions options)
    {
        var services = endpoints.ServiceProvider;
        var stopping = services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var timeProvider = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var page = new ViewLogsPage();
        var group = endpoints.MapGroup("");
        var paths = new Dictionary<string, RequestDelegate>(StringComparer.Ordinal)
        {
            ["/view-logs"] = context => WritePageAsync(context, page),
            ["/logs"] = context => WriteLogsAsync(context, logs),
            ["/logs/stream"] = context => WriteLogStreamAsync(context, logs, options, timeProvider, stopping),
            ["/status.json"] = context => WriteAsync(context, "application/json", NodeJson.Serialize(status.Current)),
            ["/metrics"] = context =>
                WriteAsync(context, PrometheusText.ContentType, MetricsPage.Write(status.Current, logs, events)),
            ["/healthz"] = context => WriteHealthAsync(context, status, options, timeProvider),
            ["/readyz"] = context => WriteReadinessAsync(context, status),
        };
        foreach (var (path, handler) in paths)
        {
            group.Map(path, context => AnswerAsync(context, handler));
        }

        group.Map("/", context => AnswerAsync(context, RedirectAsync));
        var known = string.Join("\n", paths.Keys.Order(StringComparer.Ordinal));
        group.MapFallback("/{**path}", context => WriteUnknownPathAsync(context, known));
        return group;
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate handler)
    {
        var method = context.Request.Method;
        SetSecurityHeaders(context.Response);
        if (HttpMethods.IsGet(method) || HttpMethods.IsHead(method))
        {
            await handler(context);
            return;
        }

        context.Response.Headers.Allow = "GET, HEAD";
        await WriteErrorAsync(
            context,
            StatusCodes.Status405MethodNotAllowed,
            $"{context.Request.Path} answers GET and HEAD. The method was {method}.");
    }

    private static void SetSecurityHeaders(HttpResponse response)
    {
        var headers = response.Headers;
        headers.ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers.CacheControl = "no-store";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
    }

    private static async Task WritePageAsync(HttpContext context, ViewLogsPage page)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Body.Length;
        context.Response.Headers.ContentSecurityPolicy = page.ContentSecurityPolicy;
        await context.Response.Body.WriteAsync(page.Body, context.RequestAborted);
    }

    private static Task RedirectAsync(HttpContext context)
    {
        context.Response.Redirect("/view-logs");
        return Task.CompletedTask;
    }

    private static Task WriteLogsAsync(HttpContext context, LogRing logs) =>
        LogQuery.TryParse(context.Request.Query, out var query, out var error)
            ? WriteAsync(
                context,
                "application/json",
                NodeJson.Serialize(logs.Read(query.AfterIn(logs.Instance) ?? 0, query.Level)))
            : WriteErrorAsync(context, StatusCodes.Status400BadRequest, error);

    private static async Task WriteLogStreamAsync(
        HttpContext context,
        LogRing logs,
        NodeWebOptions options,
        TimeProvider timeProvider,
        CancellationToken stopping)
    {
        if (!LogQuery.TryParse(context.Request.Query, out var query, out var error))
        {
            await WriteErrorAsync(context, StatusCodes.Status400BadRequest, error);
            return;
        }

        using var subscription = logs.TrySubscribe(query.AfterIn(logs.Instance));
        if (subscription is null)
        {
            context.Response.Headers.RetryAfter = "5";
            await WriteErrorAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                $"This node serves at most {logs.SubscriptionsMax} log streams at a time, and as many are open. "
                    + "Close one, or read /logs.");
            return;
        }

        if (HttpMethods.IsHead(context.Request.Method))
        {
            context.Response.ContentType = "text/event-stream";
            return;
        }

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        var stream = new LogStream(context.Response, logs, query, options.Heartbeat, timeProvider);
        await stream.RunAsync(subscription, ending.Token);
    }

    private static Task WriteHealthAsync(
        HttpContext context,
        INodeStatusSource status,
        NodeWebOptions options,
        TimeProvider timeProvider)
    {
        var age = timeProvider.GetUtcNow() - status.Current.ReportedAt;
        return age <= options.ReportAgeMax
            ? WriteAsync(context, PlainText, "ok\n")
            : WriteErrorAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                $"The node's loop must report every {(long)options.ReportAgeMax.TotalSeconds} s. "
                    + $"Its last report is {(long)age.TotalSeconds} s old.");
    }

    private static Task WriteReadinessAsync(HttpContext context, INodeStatusSource source)
    {
        var status = source.Current;
        if (status.Ready)
        {
            return WriteAsync(context, PlainText, "ready\n");
        }

        var reason = status.Reason.Length == 0 ? "The node gives no reason." : status.Reason;
        return WriteErrorAsync(context, StatusCodes.Status503ServiceUnavailable, $"{status.Condition}: {reason}");
    }

    private static Task WriteUnknownPathAsync(HttpContext context, string known)
    {
        SetSecurityHeaders(context.Response);
        return WriteErrorAsync(
            context,
            StatusCodes.Status404NotFound,
            $"There is nothing at this path. There is:\n{known}");
    }

    private static Task WriteErrorAsync(HttpContext context, int statusCode, string text)
    {
        context.Response.StatusCode = statusCode;
        return WriteAsync(context, PlainText, $"{text}\n");
    }

    private static Task WriteAsync(HttpContext context, string contentType, string text)
    {
        context.Response.ContentType = contentType;
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
