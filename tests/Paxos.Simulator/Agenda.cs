namespace Paxos.Simulator;

/// <summary>
/// The virtual clock and the one queue of what is still to happen, ordered by time and, within a millisecond, by the order in which
/// it was planned. Nothing else moves time, so a run is a function of its seed.
/// </summary>
internal sealed class Agenda
{
    private readonly PriorityQueue<Action, ulong> queue = new();
    private uint sequence;

    /// <summary>Virtual milliseconds since the run began.</summary>
    public long Now { get; private set; }

    /// <summary>How many events have happened.</summary>
    public long Happened { get; private set; }

    /// <summary>Plans <paramref name="action"/> for <paramref name="milliseconds"/> from now.</summary>
    public void After(long milliseconds, Action action)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(milliseconds);

        // The time stands in the upper half, so that the sequence only decides within one millisecond.
        queue.Enqueue(action, ((ulong)(Now + milliseconds) << 32) | sequence++);
    }

    /// <summary>Lets the next event happen, unless it lies after <paramref name="limit"/>; then the clock moves to the limit.</summary>
    /// <returns>False when nothing happened.</returns>
    public bool RunNext(long limit)
    {
        if (!queue.TryPeek(out _, out var due) || (long)(due >> 32) > limit)
        {
            Now = Math.Max(Now, limit);
            return false;
        }

        var action = queue.Dequeue();
        Now = (long)(due >> 32);
        Happened++;
        action();
        return true;
    }

    /// <summary>Lets everything happen that is due within <paramref name="milliseconds"/> from now.</summary>
    public void Run(long milliseconds)
    {
        var limit = Now + milliseconds;
        while (RunNext(limit))
        {
        }
    }
}
