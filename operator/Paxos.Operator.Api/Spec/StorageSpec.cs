using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>What the disks of all roles that have one share.</summary>
public abstract record StorageSpec
{
    /// <summary>The kind of disk.</summary>
    [Field(
        "The Kubernetes storage class; the cluster's default class where it is not given.",
        Pattern = TextRules.HostPattern,
        PatternText = "the name of a storage class")]
    public string? StorageClassName { get; init; }

    /// <summary>What becomes of the data.</summary>
    [Field("What becomes of the disks when the resource is deleted. Re-creating the resource finds retained ones again.")]
    public ReclaimPolicy ReclaimPolicy { get; init; } = ReclaimPolicy.Retain;
}
