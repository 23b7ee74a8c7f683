using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>
/// Everything that waits for the roles. Many write, and whoever has the turn at the roles reads. It is bounded by count and by bytes;
/// what does not fit is refused, and the writer treats it as a lost message or tells its caller. (A Channel bounds no bytes.)
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

    /// <summary>
    /// Called by a writer, on its own thread, when it has added all that it has. Until the host sets it, it wakes who waits.
    /// </summary>
    public Action? OnArrival { get; set; }

    /// <summary>Adds one envelope; <see cref="Announce"/> follows when the writer has no more.</summary>
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

        Announce();
    }

    /// <summary>As <see cref="PostFromHost"/>, by a disk's thread: it has other work to do than to run the roles.</summary>
    public void PostFromDisk(NodeId to, Message message)
    {
        lock (gate)
        {
            Add(new Item(new Envelope(NodeId.Host, to, 0, 0, message), 0));
        }

        Wake();
    }

    /// <summary>Says that something was added.</summary>
    public void Announce()
    {
        if (OnArrival is { } onArrival)
        {
            onArrival();
        }
        else
        {
            Wake();
        }
    }

    /// <summary>Ends the wait of <see cref="Wait"/>, or the next one if nobody waits now.</summary>
    public void Wake()
    {
        lock (gate)
        {
            isWoken = true;
            Monitor.Pulse(gate);
        }
    }

    /// <summary>Waits until somebody wakes the caller, or until the time is over. For one thread.</summary>
    public void Wait(TimeSpan time)
    {
        lock (gate)
        {
            if (!isWoken)
            {
                Monitor.Wait(gate, time);
            }

            isWoken = false;
        }
    }

    /// <summary>
    /// Moves up to <paramref name="max"/> envelopes into <paramref name="target"/>. Never by two threads at the same time.
    /// </summary>
    /// <param name="target">What receives them, in the order of their arrival.</param>
    /// <param name="max">How many at most, so that effects and ticks are never kept waiting for long.</param>
    public void Take(List<Envelope> target, int max)
    {
        if (nextTaken == taken.Count)
        {
            Swap();
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

    private void Swap()
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
            (taken, incoming) = (incoming, taken);
        }
    }

    private void Add(Item item)
    {
        incoming.Add(item);
        bytes += item.Size;
        count++;
    }

    private readonly record struct Item(Envelope Envelope, int Size);
}
