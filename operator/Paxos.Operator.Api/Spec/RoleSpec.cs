using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>What all roles share.</summary>
public abstract record RoleSpec
{
    /// <summary>Processor and memory.</summary>
    [Field("Processor and memory of each of these nodes.")]
    public ResourcesSpec Resources { get; init; } = new();
}
