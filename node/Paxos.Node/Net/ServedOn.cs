namespace Paxos.Node.Net;

/// <summary>The port that an endpoint is served on; others answer 404 for it.</summary>
/// <param name="Port">The local port.</param>
internal sealed record ServedOn(int Port)
{
    /// <summary>Refuses what was asked on another port than the endpoint's. Runs between routing and the endpoint.</summary>
    public static Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<ServedOn>() is { } served && served.Port != context.Connection.LocalPort)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        }

        return next(context);
    }
}
