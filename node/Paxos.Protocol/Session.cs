namespace Paxos.Protocol;

/// <summary>
/// One session of <see cref="Sessions"/>: a window of sequences, and the responses of those already executed.
/// </summary>
/// <remarks>
/// That a command was executed is told by its response being kept. Below the window it need not be told, for such
/// commands are dropped: the responses are the whole memory of a session.
/// </remarks>
internal sealed class Session
{
    private readonly SortedSet<CachedResponse> responses;
    private readonly ulong nonce;

    /// <summary>A session without a command.</summary>
    public Session(SessionId id, ulong nonce, long lastActive)
        : this(id, nonce, lastActive, [])
    {
    }

    private Session(SessionId id, ulong nonce, long lastActive, SortedSet<CachedResponse> responses)
    {
        Id = id;
        this.nonce = nonce;
        LastActive = lastActive;
        this.responses = responses;
    }

    /// <summary>Its name.</summary>
    public SessionId Id { get; }

    /// <summary>The cluster time of its last sign of life, in milliseconds.</summary>
    public long LastActive { get; set; }

    /// <summary>The client has the responses of all sequences below this.</summary>
    public ulong AckedBelow { get; private set; }

    /// <summary>How often the table had been frozen when this object was made: a later freeze forbids to change it.</summary>
    public long MadeAfter { get; set; }

    /// <summary>A copy that may be changed.</summary>
    public Session Copy(long madeAfter) =>
        new(Id, nonce, LastActive, new SortedSet<CachedResponse>(responses)) { AckedBelow = AckedBelow, MadeAfter = madeAfter };

    /// <summary>The response to <paramref name="sequence"/>, if it was executed and is still kept.</summary>
    public bool TryGetResponse(ulong sequence, out ReadOnlyMemory<byte> response)
    {
        var isKept = responses.TryGetValue(new CachedResponse(sequence, default), out var kept);
        response = kept.Response;
        return isKept;
    }

    /// <summary>Keeps the response of an executed command.</summary>
    public void Record(ulong sequence, ReadOnlyMemory<byte> response)
    {
        Invariant.Check(
            sequence >= AckedBelow && sequence - AckedBelow < Sessions.WindowMax,
            $"L3: sequence {sequence} of session {Id} was executed outside the window that starts at {AckedBelow}");
        var isFirst = responses.Add(new CachedResponse(sequence, response));
        Invariant.Check(isFirst, $"L3: sequence {sequence} of session {Id} was executed twice");
    }

    /// <summary>Raises <see cref="AckedBelow"/>, never lowers it, and lets go of the responses below it.</summary>
    public void Acknowledge(ulong ackedBelow)
    {
        AckedBelow = Math.Max(AckedBelow, ackedBelow);
        while (responses.Count > 0 && responses.Min.Sequence < AckedBelow)
        {
            responses.Remove(responses.Min);
        }
    }

    /// <summary>The responses kept from <paramref name="sequence"/> on, by sequence.</summary>
    public IReadOnlyList<CachedResponse> ResponsesFrom(ulong sequence) =>
        [.. responses.SkipWhile(kept => kept.Sequence < sequence)];

    /// <summary>All of it.</summary>
    public SessionSnapshot Export() => new(Id, nonce, LastActive, AckedBelow, ResponsesFrom(0));
}
