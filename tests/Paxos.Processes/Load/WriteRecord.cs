namespace Paxos.Processes.Load;

/// <summary>One write of a load.</summary>
/// <param name="Value">What was appended; no other write has the same.</param>
/// <param name="IssuedAt">When, on the load's clock.</param>
/// <param name="AnsweredAt">When the answer came.</param>
/// <param name="Revision">The revision that it was acknowledged with; null when it may or may not have
/// happened.</param>
internal sealed record WriteRecord(string Value, TimeSpan IssuedAt, TimeSpan AnsweredAt, long? Revision)
{
    /// <summary>Whether it must be there for ever.</summary>
    public bool IsAcknowledged => Revision is not null;
}
