namespace Paxos.Operator.Api.Spec;

/// <summary>What becomes of a deleted cluster's disks.</summary>
public enum ReclaimPolicy
{
    /// <summary>They stay.</summary>
    Retain,

    /// <summary>They are deleted with the resource.</summary>
    Delete,
}
