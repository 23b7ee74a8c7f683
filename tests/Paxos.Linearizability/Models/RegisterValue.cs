namespace Paxos.Linearizability.Models;

/// <summary>What a register holds.</summary>
/// <param name="Value">The value; null when it is empty.</param>
internal readonly record struct RegisterValue(string? Value);
