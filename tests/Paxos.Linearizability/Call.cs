namespace Paxos.Linearizability;

/// <summary>
/// One operation of a history, as the process that called it saw it: an invocation and, mostly, a response (Herlihy and Wing,
/// 1990, section 2). Times are of one clock, or places in one order; only their order matters. Of two calls with equal times
/// neither precedes the other.
/// </summary>
internal abstract record Call
{
    /// <summary>The return time of a call without an answer.</summary>
    public const long Never = long.MaxValue;

    /// <summary>Which call of the history it is; no other has the same.</summary>
    public required int Number { get; init; }

    /// <summary>Who called. One process makes one call after another; only a pending one it may leave behind.</summary>
    public required string Process { get; init; }

    /// <summary>When it was made.</summary>
    public required long InvokedAt { get; init; }

    /// <summary>When it was answered; <see cref="Never"/> for any other outcome.</summary>
    public long ReturnedAt { get; init; } = Never;

    /// <summary>How it ended.</summary>
    public required Outcome Outcome { get; init; }

    /// <summary>Whether it was answered.</summary>
    public bool IsAnswered => Outcome == Outcome.Answered;

    /// <summary>Whether it may or may not have happened.</summary>
    public bool IsPending => Outcome == Outcome.Unknown;

    /// <summary>Its line in a history's text form.</summary>
    public abstract override string ToString();
}
