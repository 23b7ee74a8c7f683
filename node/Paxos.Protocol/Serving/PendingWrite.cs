namespace Paxos.Protocol.Serving;

/// <summary>A request to change something, from the moment it comes until it is answered.</summary>
/// <param name="request">The host's request.</param>
/// <param name="deadline">When it is answered whatever happens.</param>
internal sealed class PendingWrite(Request request, Instant deadline)
{
    /// <summary>The host's request.</summary>
    public Request Request { get; } = request;

    /// <summary>When it is answered whatever happens.</summary>
    public Instant Deadline { get; } = deadline;

    /// <summary>How often it was sent to a leader.</summary>
    public int Sends { get; set; }

    /// <summary>Whether its only copy was refused, so that it was surely not proposed.</summary>
    public bool IsSurelyUnsent => Sends == 0 || (Sends == 1 && IsRefused);

    /// <summary>Whether the newest copy was refused.</summary>
    public bool IsRefused { get; set; }

    /// <summary>When it is to be sent again.</summary>
    public Instant SendAt { get; set; }

    /// <summary>Whether it stands in the queue of what leaves with the next flush.</summary>
    public bool IsDue { get; set; }
}
