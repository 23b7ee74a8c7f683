using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>One node, joined by its name from its pod and from what it says itself.</summary>
public sealed record MemberStatus
{
    /// <summary>Its name.</summary>
    [Field("The node's name, such as acceptor1.")]
    [Needed]
    public string Id { get; init; } = "";

    /// <summary>Its role.</summary>
    [Field("The node's role.")]
    public string Role { get; init; } = "";

    /// <summary>Its pod.</summary>
    [Field("The pod's name.")]
    public string Pod { get; init; } = "";

    /// <summary>Its host.</summary>
    [Field("The Kubernetes node that the pod is on; absent before it has one.")]
    public string? Node { get; init; }

    /// <summary>Its claim.</summary>
    [Field("The claim of its disk; absent where it has none.")]
    public string? Claim { get; init; }

    /// <summary>The claim's identity.</summary>
    [Field("The uid of the claim. Another one under the same name is another disk.")]
    public string? ClaimUid { get; init; }

    /// <summary>The disk's identity.</summary>
    [Field("The identity that the node has on its disk; absent where it has none or is not heard.")]
    public string? DiskId { get; init; }

    /// <summary>How it is.</summary>
    [Field("What the node says of itself, such as Ready or CatchingUp; what its pod says where it is not heard.")]
    public string State { get; init; } = "";

    /// <summary>Why.</summary>
    [Field("What it waits for; absent when nothing hinders it.")]
    public string? Reason { get; init; }

    /// <summary>Whether it does its work.</summary>
    [Field("Whether it does its role's work.")]
    public bool Ready { get; init; }

    /// <summary>Whether it has the wanted template.</summary>
    [Field("Whether its pod has the wanted template.")]
    public bool Updated { get; init; }

    /// <summary>Its version.</summary>
    [Field("The program's version; absent while it is not heard.")]
    public string? Version { get; init; }

    /// <summary>How far behind it is.</summary>
    [Field("How many chosen slots it has not applied yet; only learners.")]
    public long? Lag { get; init; }
}
