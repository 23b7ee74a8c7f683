namespace Paxos.Protocol;

/// <summary>
/// What an acceptor said of its own disk: in one life of its process the journal held groups up to <paramref name="Stamp"/>, durably. Two
/// lives of an honest disk never overlap: a later one begins at or above whatever an earlier one told (rule K2).
/// </summary>
/// <param name="Disk">Which disk.</param>
/// <param name="Life">The boot nonce of the life that told it.</param>
/// <param name="Base">The newest group that this life found when it started.</param>
/// <param name="Stamp">The newest durable group, never below <paramref name="Base"/>.</param>
public sealed record DiskMark(DiskId Disk, ulong Life, ulong Base, ulong Stamp);
