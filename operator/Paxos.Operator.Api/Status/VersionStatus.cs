using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>Versions.</summary>
public sealed record VersionStatus
{
    /// <summary>What runs.</summary>
    [Field("The version that every node has; absent while they differ.")]
    public string? Current { get; init; }

    /// <summary>What is wanted.</summary>
    [Field("The version that the spec wants.")]
    public string Target { get; init; } = "";
}
