namespace Paxos.Node.Disk;

/// <summary>What a segment holds, so that it is known when it may go.</summary>
/// <param name="Name">Its file.</param>
/// <param name="FirstSequence">The number of its first group.</param>
/// <param name="Bytes">Bytes of the file.</param>
/// <param name="Summary">Every slot and the highest ballot in its groups.</param>
internal sealed record SegmentContent(string Name, ulong FirstSequence, long Bytes, GroupSummary Summary);
