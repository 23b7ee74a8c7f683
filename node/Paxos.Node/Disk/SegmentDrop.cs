using Paxos.Protocol;

namespace Paxos.Node.Disk;

/// <summary>Which segments may be deleted, and what must be durable before they are.</summary>
/// <param name="Count">How many, from the oldest on.</param>
/// <param name="OldestSequence">The number of the first group that stays.</param>
/// <param name="HighestBallot">The highest ballot in what goes: it stays promised.</param>
internal readonly record struct SegmentDrop(int Count, ulong OldestSequence, Ballot HighestBallot);
