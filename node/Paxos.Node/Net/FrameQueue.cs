using Paxos.Node.Protos;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;

namespace Paxos.Node.Net;

/// <summary>
/// What one process has to say to another, until the link takes it: everything queued goes into one frame. Bounded by count and by
/// bytes; what does not fit is lost and counted. May be used from any thread.
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

    private readonly Lock gate = new();
    private readonly Queue<Item> waiting = [];
    private TaskCompletionSource? filled;
    private long bytes;
    private long losses;

    /// <summary>Messages lost here since the start.</summary>
    public long Losses => Interlocked.Read(ref losses);

    /// <summary>Whether nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (gate)
            {
                return waiting.Count == 0;
            }
        }
    }

    /// <summary>Adds a message, or loses it.</summary>
    public bool TryAdd(Envelope envelope, ReadOnlyMemory<byte> encoded)
    {
        TaskCompletionSource? waiter;
        lock (gate)
        {
            var isTooMuch = encoded.Length > WireMapping.MessageBytesMax
                || waiting.Count >= MessagesMax
                || (bytes + encoded.Length > bytesMax && waiting.Count > 0);
            if (isTooMuch)
            {
                losses++;
                return false;
            }

            waiting.Enqueue(new Item(envelope, encoded));
            bytes += encoded.Length;
            (waiter, filled) = (filled, null);
        }

        waiter?.TrySetResult();
        return true;
    }

    /// <summary>Waits until something is queued.</summary>
    public Task WaitAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (waiting.Count > 0)
            {
                return Task.CompletedTask;
            }

            filled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return filled.Task.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Everything queued that fits into one frame; null when nothing is.</summary>
    public Frame? TakeFrame()
    {
        lock (gate)
        {
            Frame? frame = null;
            var size = 0;
            while (waiting.TryPeek(out var item))
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

                waiting.Dequeue();
                frame ??= NewFrame(item.Envelope);
                frame.Parcels.Add(WireMapping.ToParcel(item.Envelope, item.Encoded));
                size += item.Encoded.Length;
            }

            bytes -= size;
            return frame;
        }
    }

    /// <summary>Loses everything queued: there is no link, and old words would only delay new ones.</summary>
    public void Clear()
    {
        lock (gate)
        {
            losses += waiting.Count;
            waiting.Clear();
            bytes = 0;
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
