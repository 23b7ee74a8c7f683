using Grpc.Core;
using Paxos.Node.Host;
using Paxos.Node.Protos;
using Paxos.Node.Telemetry;

namespace Paxos.Node.Net;

/// <summary>
/// Takes the other processes' frames: checks them, and puts their messages into the inbox. When the inbox is full they are lost, as
/// messages in a network are.
/// </summary>
/// <param name="self">This process.</param>
/// <param name="inbox">Where messages go.</param>
/// <param name="fence">Knows this process's cluster.</param>
/// <param name="senders">Tells senders of one name apart.</param>
/// <param name="addresses">Learns where senders are.</param>
/// <param name="links">Told when a sender's stream breaks.</param>
/// <param name="counters">Counts what is refused or lost.</param>
/// <param name="lifetime">Ends the streams when the process stops, for they would not end by themselves.</param>
/// <param name="throttle">Keeps a hostile or broken sender from filling the log.</param>
/// <param name="logger">Where refusals are told.</param>
internal sealed partial class PeerService(
    NodeIdentity self,
    Inbox inbox,
    ClusterFence fence,
    SenderBook senders,
    AddressBook addresses,
    LinkWatch links,
    EventCounters counters,
    IHostApplicationLifetime lifetime,
    LogThrottle throttle,
    ILogger<PeerService> logger) : Peer.PeerBase
{
    /// <inheritdoc/>
    public override async Task<FramesEnd> Frames(IAsyncStreamReader<Frame> requestStream, ServerCallContext context)
    {
        Frame? last = null;
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(
            context.CancellationToken, lifetime.ApplicationStopping);
        try
        {
            // The sender takes the stream for open when it sees these.
            await context.WriteResponseHeadersAsync(Metadata.Empty);
            while (await requestStream.MoveNext(ending.Token))
            {
                Take(requestStream.Current);
                last = requestStream.Current;
            }

            OnEnded(last);
        }
        catch (FrameException refusal)
        {
            OnEnded(last);
            OnRefused(context.Peer, last?.Sender, refusal);
            throw new RpcException(new Status(refusal.Status, refusal.Message), TrailersOf(refusal));
        }
        catch (Exception failure) when (failure is IOException or OperationCanceledException)
        {
            // The other end is gone, or this process stops and closes its ports.
            OnEnded(last);
            if (last is not null)
            {
                links.OnLost(last.Sender);
            }
        }

        return new FramesEnd();
    }

    /// <summary>A process that is gone has no claim to its name: its next life may speak from elsewhere at once.</summary>
    private void OnEnded(Frame? last)
    {
        if (last is not null)
        {
            senders.Forget(last.Sender, last.SenderAddress);
        }
    }

    private void Take(Frame frame)
    {
        WireMapping.CheckHead(frame);
        CheckName(frame);
        addresses.Learn(frame.Sender, frame.SenderAddress, AddressSource.Frame);
        var losses = 0;
        var isForeign = false;
        foreach (var parcel in frame.Parcels)
        {
            var envelope = WireMapping.ToEnvelope(frame, parcel, self.Name);
            if (fence.Stops(envelope))
            {
                isForeign = true;
            }
            else
            {
                losses += inbox.TryPost(envelope, parcel.Message.Length) ? 0 : 1;
            }
        }

        inbox.Announce();
        if (losses > 0)
        {
            counters.Count("InboxOverflowed", LogLevel.Warning);
            if (throttle.TryEnter("InboxOverflowed", out var suppressed))
            {
                LogOverflow(losses, frame.Sender, suppressed);
            }
        }

        if (isForeign)
        {
            throw fence.Refusal(frame);
        }
    }

    private void CheckName(Frame frame)
    {
        if (!string.Equals(frame.Sender, self.Name, StringComparison.Ordinal))
        {
            // Names are unique in a cluster only: one of another cluster must not keep this cluster's own node out.
            if (!fence.IsForeign(frame.ClusterId) && senders.Hear(frame.Sender, frame.SenderAddress) is { } elder)
            {
                links.OnNamesakes(frame.Sender, elder, frame.SenderAddress);
                throw SameName(frame, elder);
            }

            return;
        }

        if (string.Equals(frame.SenderAddress, self.PeerAddress, StringComparison.Ordinal))
        {
            throw new FrameException(
                StatusCode.FailedPrecondition,
                $"An address that should lead to another node leads to '{self.Name}' itself, at {self.PeerAddress}.");
        }

        links.OnNamesake(frame.SenderAddress);
        throw SameName(frame, self.PeerAddress);
    }

    private static FrameException SameName(Frame frame, string elder) => new(
        StatusCode.FailedPrecondition,
        $"Two nodes are named '{frame.Sender}': at {elder} and at {frame.SenderAddress}. Names must differ.")
    {
        NamesakeAddress = elder,
    };

    private static Metadata TrailersOf(FrameException refusal) =>
        refusal.NamesakeAddress is { } address ? new Metadata { { PeerLink.NamesakeTrailer, address } } : Metadata.Empty;

    private void OnRefused(string peer, string? sender, FrameException refusal)
    {
        counters.Count("FrameRefused", LogLevel.Warning);
        if (throttle.TryEnter("FrameRefused", out var suppressed))
        {
            LogRefused(sender ?? "a stranger", peer, refusal.Message, suppressed);
        }
    }

    [LoggerMessage(2101, LogLevel.Warning, "Refused a frame of {Sender} from {Peer}: {Reason} ({Suppressed} like it untold.)")]
    private partial void LogRefused(string sender, string peer, string reason, long suppressed);

    [LoggerMessage(
        2102, LogLevel.Warning, "The inbox is full: {Count} messages of {Sender} were lost. ({Suppressed} like it untold.)")]
    private partial void LogOverflow(int count, string sender, long suppressed);
}
