using Paxos.Protocol;

namespace Paxos.Simulator.History;

/// <summary>A command that the chosen log executes.</summary>
/// <param name="Key">Its session and sequence.</param>
/// <param name="Bytes">Its operation.</param>
internal sealed record Execution(CommandKey Key, ReadOnlyMemory<byte> Bytes);
