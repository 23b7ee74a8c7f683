using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>A role, what its effects go through, and its disk.</summary>
/// <param name="Role">The role.</param>
/// <param name="Gate">Holds its messages back until their records are durable.</param>
/// <param name="Storage">Its open disk; null for a role without one, and for one whose disk cannot be trusted.</param>
internal sealed record HostedRole(BaseNode Role, IEffectGate Gate, RoleStorage? Storage);
