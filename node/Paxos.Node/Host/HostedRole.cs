using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>A role and the gate that its messages leave through.</summary>
/// <param name="Role">The role.</param>
/// <param name="Gate">Holds its messages back until their records are durable.</param>
internal sealed record HostedRole(BaseNode Role, DurableGate Gate);
