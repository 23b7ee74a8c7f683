using Paxos.Operator.Api.Schema;
using Paxos.Operator.Api.Spec;
using Paxos.Operator.Api.Status;

namespace Paxos.Operator.Api;

/// <summary>
/// One cluster as somebody wants it. The same resource is turned into a Swarm stack by <c>paxosctl swarm generate</c> and kept true in
/// Kubernetes by the operator. The properties of these types are the only place where a field's description, unit, default and range
/// stand; <see cref="ObjectSchema"/> reads them.
/// </summary>
public sealed record PaxosCluster
{
    /// <summary>The API group.</summary>
    public const string Group = "paxos.dev";

    /// <summary>The version of the group.</summary>
    public const string Version = "v1alpha1";

    /// <summary>The kind that every document must have.</summary>
    public const string KindName = "PaxosCluster";

    /// <summary>The API version that every document must have.</summary>
    public const string GroupVersion = $"{Group}/{Version}";

    /// <summary>Group and version.</summary>
    [Field("The version of this schema.", Values = [GroupVersion])]
    [Needed]
    public string ApiVersion { get; init; } = GroupVersion;

    /// <summary>The kind.</summary>
    [Field("The kind of this resource.", Values = [KindName])]
    [Needed]
    public string Kind { get; init; } = KindName;

    /// <summary>Name and labels.</summary>
    [Field("What the resource is called.")]
    public ClusterMetadata Metadata { get; init; } = new();

    /// <summary>What is wanted.</summary>
    [Field("The cluster that is wanted.")]
    public ClusterSpec Spec { get; init; } = new();

    /// <summary>What the operator sees; only of a resource that an API server gave, and in no text that people write.</summary>
    public ClusterStatus Status { get; init; } = new();
}
