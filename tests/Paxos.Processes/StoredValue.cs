namespace Paxos.Processes;

/// <summary>An appended value as it is read.</summary>
/// <param name="Revision">The revision that stored it.</param>
/// <param name="Value">The value.</param>
internal sealed record StoredValue(long Revision, string Value);
