namespace Paxos.Node.Disk;

/// <summary>The last group of the chain, as far as the next group's header repeats it.</summary>
/// <param name="Sequence">Its number; one below the first group's when there is none.</param>
/// <param name="Hash">Its header's hash; 0 when there is none.</param>
/// <param name="Summary">What it holds.</param>
/// <param name="IsSealed">Whether rot in it would be known: it is a seal, faulty already, or not there.</param>
internal readonly record struct ChainPosition(ulong Sequence, UInt128 Hash, GroupSummary Summary, bool IsSealed);
