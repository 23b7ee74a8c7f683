using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>The learners.</summary>
public sealed record LearnersStatus : RoleStatus
{
    /// <summary>The largest lag.</summary>
    [Field("How many slots the last of the ready ones is behind; absent while unknown.")]
    public long? LagMax { get; init; }

    /// <summary>For autoscalers.</summary>
    [Field("The labels of their pods, for the scale subresource.")]
    public string Selector { get; init; } = "";
}
