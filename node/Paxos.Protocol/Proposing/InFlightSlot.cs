namespace Paxos.Protocol.Proposing;

/// <summary>A slot proposed and not yet known to be chosen together with all slots before it.</summary>
/// <param name="batch">What is proposed in it.</param>
/// <param name="sentAt">When it was last sent.</param>
internal sealed class InFlightSlot(Batch batch, Instant sentAt)
{
    /// <summary>What is proposed in it.</summary>
    public Batch Batch { get; } = batch;

    /// <summary>Who voted for it at this ballot.</summary>
    public AcceptorSet Votes { get; set; }

    /// <summary>When it was last sent.</summary>
    public Instant SentAt { get; set; } = sentAt;

    /// <summary>How often it was sent again.</summary>
    public int Repeats { get; set; }
}
