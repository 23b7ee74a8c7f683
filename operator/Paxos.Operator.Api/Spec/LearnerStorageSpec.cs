using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>A learner's disk.</summary>
public sealed record LearnerStorageSpec : StorageSpec
{
    /// <summary>How large.</summary>
    [Field(
        "The size of each learner's disk: two snapshots of the store, and the log after them. It can grow and never shrinks.",
        Unit = "bytes")]
    public Quantity Size { get; init; } = Quantity.Parse("10Gi");
}
