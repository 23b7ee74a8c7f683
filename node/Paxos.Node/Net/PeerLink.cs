using Grpc.Core;
using Grpc.Net.Client;
using Paxos.Node.Protos;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Net;

/// <summary>
/// The one outgoing stream to one process. It is opened when there is something to say and opened again after a failure, with growing
/// waits; while it cannot be opened, what is queued is lost.
/// </summary>
internal sealed partial class PeerLink : IAsyncDisposable
{
    private readonly string name;
    private readonly FrameQueue queue;
    private readonly AddressBook addresses;
    private readonly SocketsHttpHandler handler;
    private readonly Action<string> onLost;
    private readonly TimeProvider timeProvider;
    private readonly LogThrottle throttle;
    private readonly ILogger logger;
    private readonly CancellationTokenSource stopping = new();
    private readonly Task running;
    private volatile bool isWriting;

    /// <summary>Starts the link.</summary>
    /// <param name="name">The other process.</param>
    /// <param name="queue">What this process has to say to it.</param>
    /// <param name="addresses">Where it is.</param>
    /// <param name="handler">Shared by all links; not owned.</param>
    /// <param name="onLost">Called with the name when an open stream breaks.</param>
    /// <param name="timeProvider">The clock of the waits.</param>
    /// <param name="throttle">Keeps a link that is refused again and again from filling the log.</param>
    /// <param name="logger">Where refusals are told.</param>
    public PeerLink(
        string name,
        FrameQueue queue,
        AddressBook addresses,
        SocketsHttpHandler handler,
        Action<string> onLost,
        TimeProvider timeProvider,
        LogThrottle throttle,
        ILogger logger)
    {
        this.name = name;
        this.queue = queue;
        this.addresses = addresses;
        this.handler = handler;
        this.onLost = onLost;
        this.timeProvider = timeProvider;
        this.throttle = throttle;
        this.logger = logger;
        running = Task.Run(() => RunAsync(stopping.Token));
    }

    /// <summary>What waits to be sent.</summary>
    public FrameQueue Queue => queue;

    /// <summary>Whether nothing waits and nothing is being written.</summary>
    public bool IsIdle => queue.IsEmpty && !isWriting;

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
            while (await queue.WaitAsync(cancellationToken))
            {
                if (await SpeakAsync(cancellationToken))
                {
                    backoff = PeerTimes.BackoffMinimum;
                }

                queue.Clear();
                await Task.Delay(backoff, timeProvider, cancellationToken);
                backoff = TimeSpan.FromTicks(Math.Min(backoff.Ticks * 2, PeerTimes.BackoffMaximum.Ticks));
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The process stops.
        }
    }

    /// <summary>Opens the stream and writes until it breaks.</summary>
    /// <returns>Whether it was open and not refused.</returns>
    private async Task<bool> SpeakAsync(CancellationToken cancellationToken)
    {
        if (addresses.Find(name) is not { } address)
        {
            return false;
        }

        var isOpen = false;
        using var channel = GrpcChannel.ForAddress($"http://{address}", new GrpcChannelOptions
        {
            HttpHandler = handler,
            DisposeHttpClient = false,
            MaxSendMessageSize = WireMapping.FrameBytesMax,
        });
        using var call = new Peer.PeerClient(channel).Frames(cancellationToken: cancellationToken);
        try
        {
            await call.ResponseHeadersAsync.WaitAsync(PeerTimes.AcceptTimeout, timeProvider, cancellationToken);
            isOpen = true;
            LogOpened(name, address);
            await WriteAsync(call, cancellationToken);

            // The other process ended the stream by itself: it stops.
            onLost(name);
        }
        catch (Exception failure) when (failure is RpcException or TimeoutException or InvalidOperationException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return OnBroken(address, isOpen, await StatusOfAsync(call, failure));
        }

        return isOpen;
    }

    private async Task WriteAsync(AsyncClientStreamingCall<Frame, FramesEnd> call, CancellationToken cancellationToken)
    {
        // The answer only comes when the other side ends the call; then there is nothing to wait for any more.
        var ended = call.ResponseAsync;
        while (!ended.IsCompleted)
        {
            var waiting = queue.WaitAsync(cancellationToken);
            if (!waiting.IsCompleted)
            {
                await Task.WhenAny(waiting.AsTask(), ended);
                continue;
            }

            await waiting;
            isWriting = true;
            if (queue.TakeFrame() is { } frame)
            {
                await call.RequestStream.WriteAsync(frame, cancellationToken);
            }

            isWriting = false;
        }

        await ended;
    }

    /// <returns>Whether the stream was open and not refused.</returns>
    private bool OnBroken(string address, bool wasOpen, Status status)
    {
        isWriting = false;
        if (status.StatusCode is StatusCode.InvalidArgument or StatusCode.FailedPrecondition or StatusCode.Unimplemented)
        {
            if (throttle.TryEnter($"Refused {name}", out var suppressed))
            {
                LogRefused(name, address, status.StatusCode, status.Detail, suppressed);
            }

            return false;
        }

        if (wasOpen)
        {
            // The kernel, or a ping that stayed unanswered for seconds, says that the other end is gone.
            LogLost(name, address, status.Detail);
            onLost(name);
        }
        else
        {
            LogUnreachable(name, address, status.Detail);
        }

        return wasOpen;
    }

    /// <summary>A write on an ended call fails with little to say; the call's own status says why it ended.</summary>
    private static async Task<Status> StatusOfAsync(AsyncClientStreamingCall<Frame, FramesEnd> call, Exception failure)
    {
        if (failure is TimeoutException)
        {
            return new Status(StatusCode.DeadlineExceeded, $"the stream was not accepted within {PeerTimes.AcceptTimeout}");
        }

        if (failure is RpcException rpc)
        {
            return rpc.Status;
        }

        try
        {
            await call.ResponseAsync;
            return Status.DefaultSuccess;
        }
        catch (RpcException ended)
        {
            return ended.Status;
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
