using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>
/// A cluster as the operator sees it. Everything in it is read from the nodes and from Kubernetes in each pass, but for what is written
/// once (<see cref="ClusterId"/>, <see cref="Initialized"/>) and the times at which a condition changed.
/// </summary>
public sealed record ClusterStatus
{
    /// <summary>The generation that the operator has seen.</summary>
    [Field("The generation of the spec that the operator has seen; -1 before it has seen any.")]
    public long ObservedGeneration { get; init; } = -1;

    /// <summary>For people.</summary>
    [Field("The state in one word, for people; programs read conditions.")]
    public string? Phase { get; init; }

    /// <summary>The cluster's id.</summary>
    [Field("The id that the acceptors gave the cluster when they formed it: 16 hexadecimal digits. Written once.")]
    public string? ClusterId { get; init; }

    /// <summary>Whether it was formed.</summary>
    [Field("Whether the acceptors have formed the cluster. From then on an acceptor's lost disk is never replaced by an empty one.")]
    public bool? Initialized { get; init; }

    /// <summary>The epoch.</summary>
    [Field("The epoch of the acceptors' configuration.")]
    public long? Epoch { get; init; }

    /// <summary>Who leads.</summary>
    [Field("The leading proposer. Absent while none is known.")]
    public LeaderStatus? Leader { get; init; }

    /// <summary>Versions.</summary>
    [Field("The version that runs and the one that is wanted.")]
    public VersionStatus? Version { get; init; }

    /// <summary>The acceptors.</summary>
    [Field("The acceptors.")]
    public AcceptorsStatus? Acceptors { get; init; }

    /// <summary>The proposers.</summary>
    [Field("The proposers.")]
    public RoleStatus? Proposers { get; init; }

    /// <summary>The learners.</summary>
    [Field("The learners; the scale subresource reads them.")]
    public LearnersStatus? Learners { get; init; }

    /// <summary>The client nodes.</summary>
    [Field("The client nodes.")]
    public RoleStatus? Clients { get; init; }

    /// <summary>Each node.</summary>
    [Field("Every node that is wanted or there, by its name.", Key = "id", ItemsMax = 150)]
    public IReadOnlyList<MemberStatus> Members { get; init; } = [];

    /// <summary>How far a change has got.</summary>
    [Field("How many nodes have the wanted template, and why others are replaced. Absent when all have it.")]
    public RolloutStatus? Rollout { get; init; }

    /// <summary>Where it is reached.</summary>
    [Field("Where applications reach the cluster.")]
    public EndpointsStatus? Endpoints { get; init; }

    /// <summary>The conditions.</summary>
    [Field("Ready, QuorumAvailable and Degraded always; Reconciling, Stalled, Paused and Advice only while they are true.",
        Key = "type", ItemsMax = 16)]
    public IReadOnlyList<StatusCondition> Conditions { get; init; } = [];
}
