using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Processor and memory of one node.</summary>
public sealed record ResourcesSpec
{
    /// <summary>What is reserved.</summary>
    [Field("What is reserved for the node on its host.")]
    public ResourceRequests Requests { get; init; } = new();

    /// <summary>The most.</summary>
    [Field("The most that the node gets. Without it a node takes what its host has.")]
    public ResourceLimits Limits { get; init; } = new();
}
