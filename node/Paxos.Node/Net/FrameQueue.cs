using System.Threading.Channels;
using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Net;

/// <summary>
/// What one process has to say to another, until the link takes it: everything queued goes into one frame. Bounded by count and by
/// bytes; what does not fit is lost and counted. Many write, the link reads.
/// </summary>
/// <param name="self">The sender.</param>
/// <param name="bytesMax">Bytes that wait at most.</param>
internal sealed class FrameQueue(NodeIdentity self, long bytesMax = FrameQueue.BytesMax)
{
    /// <summary>Messages that wait at most: seconds of a busy link.</summary>
    public const int MessagesMax = 8_192;

    /// <summary>Bytes that wait at most: the largest message four times.</summary>
    public const long BytesMax = 64L << 20;

    /// <summary>Bytes after which a frame takes no further message, so that heartbeats behind it are not kept waiting for long.</summary>
    public const int FrameBytesTarget = 1 << 20;

    // A full queue refuses: TryWrite returns false.
    private readonly Channel<Item> channel = Channel.CreateBounded<Item>(new BoundedChannelOptions(MessagesMax)
    {
        SingleReader = true,
        FullMode = BoundedChannelFullMode.Wait,
    });

    private long bytes;
    private long losses;

    /// <summary>Messages lost here since the start.</summary>
    public long Losses => Interlocked.Read(ref losses);

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty => channel.Reader.Count == 0;

    /// <summary>Adds a message, or loses it.</summary>
    public bool TryAdd(Envelope envelope, ReadOnlyMemory<byte> encoded)
    {
        var isTooMuch = encoded.Length > WireMapping.MessageBytesMax
            || (Interlocked.Read(ref bytes) + encoded.Length > bytesMax && !IsEmpty);
        if (isTooMuch || !channel.Writer.TryWrite(new Item(envelope, encoded)))
        {
            Interlocked.Increment(ref losses);
            return false;
        }

        Interlocked.Add(ref bytes, encoded.Length);
        return true;
    }

    /// <summary>Waits until something is queued.</summary>
    public ValueTask<bool> WaitAsync(CancellationToken cancellationToken) => channel.Reader.WaitToReadAsync(cancellationToken);

    /// <summary>Everything queued that fits into one frame; null when nothing is.</summary>
    public Frame? TakeFrame()
    {
        Frame? frame = null;
        var size = 0;
        while (channel.Reader.TryPeek(out var item))
        {
            // The roles of a process may know their cluster at different moments; a frame speaks for one of them.
            var fits = frame is null
                || (size + item.Encoded.Length <= FrameBytesTarget
                    && frame.Parcels.Count < WireMapping.ParcelsMax
                    && frame.ClusterId == item.Envelope.ClusterId
                    && frame.Epoch == item.Envelope.Epoch);
            if (!fits)
            {
                break;
            }

            channel.Reader.TryRead(out _);
            Interlocked.Add(ref bytes, -item.Encoded.Length);
            frame ??= NewFrame(item.Envelope);
            frame.Parcels.Add(WireMapping.ToParcel(item.Envelope, item.Encoded));
            size += item.Encoded.Length;
        }

        return frame;
    }

    /// <summary>Loses everything queued: there is no link, and old words would only delay new ones.</summary>
    public void Clear()
    {
        while (channel.Reader.TryRead(out var item))
        {
            Interlocked.Add(ref bytes, -item.Encoded.Length);
            Interlocked.Increment(ref losses);
        }
    }

    private Frame NewFrame(Envelope envelope) => new()
    {
        Version = MessageCodec.Version,
        Sender = self.Name,
        SenderAddress = self.PeerAddress,
        ClusterId = envelope.ClusterId,
        Epoch = envelope.Epoch,
    };

    private readonly record struct Item(Envelope Envelope, ReadOnlyMemory<byte> Encoded);
}
