using Paxos.Protocol;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.History;

/// <summary>A command that the chosen log executes.</summary>
/// <param name="Key">Its session and sequence.</param>
/// <param name="Bytes">Its operation.</param>
/// <param name="Result">What the store should have answered.</param>
/// <param name="Revision">The store's revision after it.</param>
/// <param name="Changed">Whether it made that revision.</param>
internal sealed record Execution(
    CommandKey Key, ReadOnlyMemory<byte> Bytes, OperationResult Result, long Revision, bool Changed);
