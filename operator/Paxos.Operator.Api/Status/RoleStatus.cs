using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>The nodes of one role.</summary>
public record RoleStatus
{
    /// <summary>Wanted.</summary>
    [Field("How many are wanted.")]
    public int Desired { get; init; }

    /// <summary>There.</summary>
    [Field("How many pods are there.")]
    public int Current { get; init; }

    /// <summary>At work.</summary>
    [Field("How many do their role's work, by their pod's probe and their own word.")]
    public int Ready { get; init; }

    /// <summary>With the wanted template.</summary>
    [Field("How many have the wanted template.")]
    public int Updated { get; init; }

    /// <summary>For the table of <c>kubectl get</c>.</summary>
    [Field("Ready and wanted, such as 3/3.")]
    public string Summary { get; init; } = "";
}
