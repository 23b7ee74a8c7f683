using System.Globalization;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Web;

/// <summary>
/// One live tail as server-sent events (WHATWG HTML, section 9.2): <c>hello</c> says whose log it is, <c>missed</c> how
/// many lines this reader was too slow for just before what follows, <c>lines</c> brings an array of lines, and a
/// comment keeps the connection alive. Kestrel ends the connection of a reader that takes less than its minimum data
/// rate.
/// </summary>
internal sealed class LogStream(
    HttpResponse response,
    LogRing logs,
    LogQuery query,
    TimeSpan heartbeat,
    TimeProvider timeProvider)
{
    /// <summary>
    /// Writes until the reader leaves, logging ends, or <paramref name="cancellationToken"/> is cancelled.
    /// </summary>
    public async Task RunAsync(LogSubscription subscription, CancellationToken cancellationToken)
    {
        response.ContentType = "text/event-stream";

        // Proxies that collect a response before passing it on would make a live tail a slow one.
        response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync("hello", $"{{\"instance\":\"{logs.Instance}\"}}", cancellationToken);
            await response.Body.FlushAsync(cancellationToken);
            while (await WaitAsync(subscription, cancellationToken))
            {
                while (subscription.TryRead(out var batch))
                {
                    await WriteBatchAsync(batch, cancellationToken);
                }

                await response.Body.FlushAsync(cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The reader has gone or the host stops: both are how a tail ends.
        }
    }

    private async Task<bool> WaitAsync(LogSubscription subscription, CancellationToken cancellationToken)
    {
        // One wait is kept across heartbeats: the channel allows one at a time.
        var waiting = subscription.WaitAsync(cancellationToken).AsTask();
        while (true)
        {
            try
            {
                return await waiting.WaitAsync(heartbeat, timeProvider, cancellationToken);
            }
            catch (TimeoutException)
            {
                await response.WriteAsync(": heartbeat\n\n", cancellationToken);
                await response.Body.FlushAsync(cancellationToken);
            }
        }
    }

    private async Task WriteBatchAsync(LogBatch batch, CancellationToken cancellationToken)
    {
        if (batch.Missed > 0)
        {
            var missed = batch.Missed.ToString(CultureInfo.InvariantCulture);
            await WriteAsync("missed", $"{{\"count\":{missed}}}", cancellationToken);
        }

        // The level is applied after the gap is counted: a dropped line's level is not known any more.
        var lines = batch.Lines.Where(line => line.Level >= query.Level).ToList();
        if (lines.Count > 0)
        {
            await WriteAsync("lines", NodeJson.Serialize(lines), cancellationToken);
        }
    }

    private Task WriteAsync(string name, string data, CancellationToken cancellationToken) =>
        response.WriteAsync($"event: {name}\ndata: {data}\n\n", cancellationToken);
}
