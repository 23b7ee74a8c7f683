using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>One condition, as all of Kubernetes has them.</summary>
public sealed record StatusCondition
{
    /// <summary>What it is about.</summary>
    [Field("What it is about.")]
    [Needed]
    public string Type { get; init; } = "";

    /// <summary>Whether it is so.</summary>
    [Field("Whether it is so.", Values = ["True", "False", "Unknown"])]
    [Needed]
    public string Status { get; init; } = "";

    /// <summary>Why, for programs.</summary>
    [Field("Why, in one word for programs.")]
    public string Reason { get; init; } = "";

    /// <summary>Why, for people.</summary>
    [Field("Why, for people, with the next step where one is needed.")]
    public string Message { get; init; } = "";

    /// <summary>The generation that it was found for.</summary>
    [Field("The generation of the spec that it was found for.")]
    public long ObservedGeneration { get; init; }

    /// <summary>When the status changed.</summary>
    [Field("When its status changed last.")]
    public DateTimeOffset LastTransitionTime { get; init; }
}
