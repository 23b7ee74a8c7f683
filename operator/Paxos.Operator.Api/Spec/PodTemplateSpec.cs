using System.Collections.Immutable;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>What pods and containers carry.</summary>
public sealed record PodTemplateSpec
{
    /// <summary>Labels.</summary>
    [Field(
        "Labels of every pod; in Swarm of every service and container.",
        Pattern = TextRules.ValuePattern,
        PatternText = TextRules.ValueText,
        ItemsMax = 32)]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Annotations.</summary>
    [Field("Annotations of every pod.", ItemsMax = 32)]
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
