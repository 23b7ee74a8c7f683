namespace Paxos.Protocol.Serving;

/// <summary>One of this client node's sessions: numbers its commands and knows which answers it waits for.</summary>
/// <param name="id">Its id.</param>
/// <param name="now">When it was opened.</param>
internal sealed class ClientSession(SessionId id, Instant now)
{
    private readonly SortedDictionary<ulong, PendingWrite> pending = [];
    private ulong next = 1;

    /// <summary>Its id.</summary>
    public SessionId Id { get; } = id;

    /// <summary>When the replicated state last showed that it lives.</summary>
    public Instant ConfirmedAt { get; private set; } = now;

    /// <summary>When something that keeps it alive was last sent.</summary>
    public Instant SentAt { get; set; } = now;

    /// <summary>No answer below this number is waited for.</summary>
    public ulong AckedBelow => pending.Count > 0 ? pending.Keys.First() : next;

    /// <summary>Whether a command more fits into its window.</summary>
    public bool HasRoom => next < AckedBelow + Sessions.WindowMax;

    /// <summary>Commands that wait for their answers, by number.</summary>
    public IReadOnlyDictionary<ulong, PendingWrite> Pending => pending;

    /// <summary>Gives a write the next number.</summary>
    /// <returns>That number.</returns>
    public ulong Add(PendingWrite write)
    {
        pending.Add(next, write);
        return next++;
    }

    /// <summary>A command was answered or given up: its answer is not waited for any more.</summary>
    public PendingWrite? Remove(ulong sequence) => pending.Remove(sequence, out var write) ? write : null;

    /// <summary>A command of this session was executed.</summary>
    public void Confirm(Instant at) => ConfirmedAt = at;

    /// <summary>Empties it: what waited, by number.</summary>
    public IReadOnlyList<PendingWrite> Drain()
    {
        var drained = pending.Values.ToArray();
        pending.Clear();
        return drained;
    }
}
