using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Protos;

namespace Paxos.Node.Net;

/// <summary>
/// The one outgoing stream to one process. It is opened when there is something to say and opened again after a failure, with growing
/// waits; while it cannot be opened, what is queued is lost.
/// </summary>
internal sealed partial class PeerLink : IAsyncDisposable
{
    /// <summary>The trailer by which a refused node hears where the other one of its name is.</summary>
    public const string NamesakeTrailer = "paxos-namesake";

    private readonly string name;
    private readonly FrameQueue queue;
    private readonly LinkContext context;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private volatile FrameStream? open;

    /// <summary>Starts the link.</summary>
    /// <param name="name">The other process.</param>
    /// <param name="queue">What this process has to say to it.</param>
    /// <param name="context">What it shares with other links.</param>
    public PeerLink(string name, FrameQueue queue, LinkContext context)
    {
        this.name = name;
        this.queue = queue;
        this.context = context;
        logger = context.Logger;
        running = Task.Run(() => RunAsync(stopping.Token));
    }

    /// <summary>What waits to be sent.</summary>
    public FrameQueue Queue => queue;

    /// <summary>Whether nothing waits and nothing is being written.</summary>
    public bool IsIdle => open?.IsIdle ?? queue.IsEmpty;

    /// <summary>Lets what is queued leave, if the stream is open.</summary>
    public void Flush() => open?.Flush();

    /// <summary>Closes the stream.</summary>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await running;
        stopping.Dispose();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        var backoff = PeerTimes.BackoffMinimum;
        try
        {
            while (true)
            {
                await queue.WaitAsync(cancellationToken);
                if (await SpeakAsync(cancellationToken))
                {
                    backoff = PeerTimes.BackoffMinimum;
                }

                queue.Clear();
                await Task.Delay(backoff, context.TimeProvider, cancellationToken);
                backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, PeerTimes.BackoffMaximum.Ticks));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
#pragma warning disable CA1031 // The top of the task: nobody awaits it before the process stops.
        catch (Exception bug)
#pragma warning restore CA1031
        {
            context.OnBug(bug);
        }
    }

    /// <summary>Opens the stream and lets it be written to until it breaks.</summary>
    /// <returns>Whether it was open and not refused.</returns>
    private async Task<bool> SpeakAsync(CancellationToken cancellationToken)
    {
        if (context.Addresses.Find(name) is not { } address)
        {
            return false;
        }

        var isOpen = false;
        using var channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
        {
            HttpHandler = context.Handler,
            DisposeHttpClient = false,
            MaxSendMessageSize = WireMapping.FrameBytesMax,
        });
        using var call = new Peer.PeerClient(channel).Frames(cancellationToken: cancellationToken);
        try
        {
            await call.ResponseHeadersAsync.WaitAsync(PeerTimes.AcceptTimeout, context.TimeProvider, cancellationToken);
            isOpen = true;
            LogOpened(name, address);
            await WriteAsync(new FrameStream(call, queue));

            // The other process ended the stream by itself: it stops.
            context.OnLost(name);
        }
        catch (Exception failure) when (IsBroken(failure))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var refusal = await RefusalOfAsync(call, failure);
            if (refusal.Trailers.GetValue(NamesakeTrailer) is { } namesake)
            {
                context.OnNamesake(namesake);
            }

            return OnBroken(address, isOpen, refusal.Status);
        }

        return isOpen;
    }

    private async Task WriteAsync(FrameStream stream)
    {
        try
        {
            open = stream;
            stream.Flush();
            await stream.UntilEndedAsync();
        }
        finally
        {
            open = null;
        }
    }

    /// <returns>Whether the stream was open and not refused.</returns>
    private bool OnBroken(string address, bool wasOpen, Status status)
    {
        if (status.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.Unimplemented)
        {
            if (context.Throttle.TryEnter($"Refused {name}", out var suppressed))
            {
                LogRefused(name, address, status.StatusCode, status.Detail, suppressed);
            }

            return false;
        }

        if (wasOpen)
        {
            // The kernel, or a ping that stayed unanswered for seconds, says that the other end is gone.
            LogLost(name, address, status.Detail);
            context.OnLost(name);
        }
        else
        {
            LogUnreachable(name, address, status.Detail);
        }

        return wasOpen;
    }

    /// <summary>
    /// Whether a call failed because of its connection or its other end. A write may also fail with what its HTTP/2 stream says, or
    /// because the call has ended meanwhile.
    /// </summary>
    private static bool IsBroken(Exception failure) => failure is RpcException or TimeoutException or IOException
        or HttpRequestException or InvalidOperationException or OperationCanceledException;

    /// <summary>The status that the call itself ended with says more than a write that failed because of it.</summary>
    private async Task<RpcException> RefusalOfAsync(AsyncClientStreamingCall<Frame, FramesEnd> call, Exception failure)
    {
        if (failure is RpcException rpc)
        {
            return rpc;
        }

        try
        {
            await call.ResponseAsync.WaitAsync(PeerTimes.StatusTimeout, context.TimeProvider);
            return new RpcException(Status.DefaultSuccess);
        }
        catch (Exception ended) when (IsBroken(ended))
        {
            return ended as RpcException ?? new RpcException(new Status(StatusCode.Unknown, failure.Message));
        }
    }

    [LoggerMessage(2001, LogLevel.Debug, "Opened the stream to {Peer} at {Address}.")]
    private partial void LogOpened(string peer, string address);

    [LoggerMessage(2002, LogLevel.Information, "The stream to {Peer} at {Address} broke: {Detail}")]
    private partial void LogLost(string peer, string address, string detail);

    [LoggerMessage(2003, LogLevel.Debug, "{Peer} at {Address} cannot be reached: {Detail}")]
    private partial void LogUnreachable(string peer, string address, string detail);

    [LoggerMessage(
        2004,
        LogLevel.Warning,
        "{Peer} at {Address} refuses this node's frames with {Status}: {Detail} ({Suppressed} like it untold.)")]
    private partial void LogRefused(string peer, string address, StatusCode status, string detail, long suppressed);
}
