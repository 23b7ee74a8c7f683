using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>What is reserved for a node.</summary>
public sealed record ResourceRequests
{
    /// <summary>Processor.</summary>
    [Field("Processor time.", Unit = "cores")]
    public Quantity Cpu { get; init; } = Quantity.Parse("100m");

    /// <summary>Memory: an idle node takes some 100 MiB.</summary>
    [Field("Memory.", Unit = "bytes")]
    public Quantity Memory { get; init; } = Quantity.Parse("128Mi");
}
