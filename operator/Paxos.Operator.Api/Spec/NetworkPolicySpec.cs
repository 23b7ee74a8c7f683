using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Who may connect to the nodes in Kubernetes.</summary>
public sealed record NetworkPolicySpec
{
    /// <summary>Whether policies are made.</summary>
    [Field("Whether only the nodes themselves, the operator and applications get to the ports that are theirs.")]
    public bool Enabled { get; init; } = true;
}
