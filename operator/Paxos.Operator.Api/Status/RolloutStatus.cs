using System.Collections.Immutable;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>How far a change has got.</summary>
public sealed record RolloutStatus
{
    /// <summary>With the wanted template.</summary>
    [Field("How many nodes have the wanted template.")]
    public int Updated { get; init; }

    /// <summary>All.</summary>
    [Field("How many nodes there are.")]
    public int Total { get; init; }

    /// <summary>Why others are replaced.</summary>
    [Field("Why the others are to be replaced.", ItemsMax = 8)]
    public IReadOnlyList<string> Reasons { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>What it waits for.</summary>
    [Field("What it waits for; absent when nothing hinders it.")]
    public string? Waiting { get; init; }
}
