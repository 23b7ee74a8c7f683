using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>A role's folder as it was found.</summary>
/// <param name="Storage">The open disk; null when it cannot be trusted.</param>
/// <param name="Records">What an earlier life left, the identity first, in order.</param>
/// <param name="Quarantine">Why the disk cannot be trusted; null when it can.</param>
internal sealed record RoleOpening(RoleStorage? Storage, IReadOnlyList<DurableRecord> Records, string? Quarantine);
