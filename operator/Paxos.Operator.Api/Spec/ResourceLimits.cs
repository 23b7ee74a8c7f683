using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>The most that a node gets.</summary>
public sealed record ResourceLimits
{
    /// <summary>Processor.</summary>
    [Field("Processor time.", Unit = "cores")]
    public Quantity? Cpu { get; init; }

    /// <summary>Memory; above it the node is killed and started again.</summary>
    [Field("Memory; a node above it is killed and started again. A learner holds the whole store in memory.", Unit = "bytes")]
    public Quantity? Memory { get; init; }
}
