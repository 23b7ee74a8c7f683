using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>
/// Everything that waits for the node's one thread. Many write, one reads. It is bounded by count and by bytes; what does not fit is
/// refused, and the writer treats it as a lost message or tells its caller. (A Channel bounds no bytes, and its reader cannot wait
/// for the next item or the next tick on a thread of its own.)
/// </summary>
/// <param name="envelopesMax">Envelopes that wait at most.</param>
/// <param name="bytesMax">Bytes, as the writers count them, that wait at most.</param>
internal sealed class Inbox(int envelopesMax, long bytesMax)
{
    /// <summary>Several seconds of the heaviest traffic measured; more would only be answered too late.</summary>
    public const int EnvelopesMax = 65_536;

    /// <summary>Twice the largest queues of the roles, so that a burst of large values is not lost here first.</summary>
    public const long BytesMax = 128L << 20;

    private readonly object gate = new();
    private List<Item> incoming = [];
    private List<Item> taken = [];
    private int nextTaken;
    private long bytes;
    private int count;
    private bool isWoken;

    /// <summary>Envelopes that wait.</summary>
    public int Count => Volatile.Read(ref count);

    /// <summary>Adds one envelope.</summary>
    /// <param name="envelope">The message.</param>
    /// <param name="size">Its bytes, as far as they were allocated for it.</param>
    /// <returns>Whether there was room.</returns>
    public bool TryPost(Envelope envelope, int size)
    {
        lock (gate)
        {
            if (count >= envelopesMax || (bytes + size > bytesMax && count > 0))
            {
                return false;
            }

            Add(new Item(envelope, size));
            return true;
        }
    }

    /// <summary>
    /// Adds what the process tells its roles about itself: a lost link, the disk's space, the coming stop. Never refused; there are
    /// few, and each has a bound where it comes from.
    /// </summary>
    public void PostFromHost(NodeId to, Message message)
    {
        lock (gate)
        {
            Add(new Item(new Envelope(NodeId.Host, to, 0, 0, message), 0));
        }
    }

    /// <summary>Makes the reader return from <see cref="Take"/> though nothing may have arrived.</summary>
    public void Wake()
    {
        lock (gate)
        {
            isWoken = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits for envelopes and moves up to <paramref name="max"/> of them into <paramref name="target"/>.</summary>
    /// <param name="target">What receives them, in the order of their arrival.</param>
    /// <param name="max">How many at most, so that effects and ticks are never kept waiting for long.</param>
    /// <param name="wait">How long to wait when there are none.</param>
    public void Take(List<Envelope> target, int max, TimeSpan wait)
    {
        if (nextTaken == taken.Count && !Swap(wait))
        {
            return;
        }

        var size = 0L;
        var end = Math.Min(taken.Count, nextTaken + max);
        var moved = end - nextTaken;
        for (; nextTaken < end; nextTaken++)
        {
            target.Add(taken[nextTaken].Envelope);
            size += taken[nextTaken].Size;
        }

        lock (gate)
        {
            count -= moved;
            bytes -= size;
        }
    }

    private bool Swap(TimeSpan wait)
    {
        // The list keeps its room for the next time, unless a burst made it so large that it would hold memory for nothing.
        taken.Clear();
        if (taken.Capacity > 8_192)
        {
            taken = [];
        }

        nextTaken = 0;
        lock (gate)
        {
            if (incoming.Count == 0 && !isWoken && wait > TimeSpan.Zero)
            {
                Monitor.Wait(gate, wait);
            }

            isWoken = false;
            (taken, incoming) = (incoming, taken);
        }

        return taken.Count > 0;
    }

    private void Add(Item item)
    {
        incoming.Add(item);
        bytes += item.Size;
        count++;
        if (incoming.Count == 1)
        {
            Monitor.Pulse(gate);
        }
    }

    private readonly record struct Item(Envelope Envelope, int Size);
}
