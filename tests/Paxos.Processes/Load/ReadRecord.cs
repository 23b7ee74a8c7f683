namespace Paxos.Processes.Load;

/// <summary>One answered linearizable read of a load.</summary>
/// <param name="IssuedAt">When, on the load's clock.</param>
/// <param name="AnsweredAt">When the answer came.</param>
/// <param name="Revision">The store's revision that it saw.</param>
internal sealed record ReadRecord(TimeSpan IssuedAt, TimeSpan AnsweredAt, long Revision);
