using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>What only Swarm has.</summary>
public sealed record SwarmSpec
{
    /// <summary>Whether hosts encrypt what they send each other.</summary>
    [Field(
        "Encrypts what the nodes send from host to host (IPsec). Needs its kernel modules on every host, and protocol 50 open between "
            + "them; costs throughput. Use it wherever others share the network.")]
    public bool EncryptNetwork { get; init; }
}
