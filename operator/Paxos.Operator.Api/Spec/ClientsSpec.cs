using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>The front door.</summary>
public sealed record ClientsSpec : RoleSpec
{
    /// <summary>How many.</summary>
    [Field("How many there are. Each takes thousands of connections.", Minimum = 1, Maximum = 100)]
    public int Replicas { get; init; } = 2;

    /// <summary>How applications in Kubernetes find them.</summary>
    [Field("The Kubernetes service in front of the client nodes. In Swarm publish says how applications come in.")]
    public ClientServiceSpec Service { get; init; } = new();
}
