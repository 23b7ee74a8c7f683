using System.Collections.Immutable;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api;

/// <summary>What Kubernetes keeps of every object, as far as people write it.</summary>
public sealed record ClusterMetadata
{
    /// <summary>Names of pods, services and labels are made of it, with room for <c>-acceptor9-0</c> and the like below 63.</summary>
    public const int NameLengthMax = 40;

    /// <summary>The cluster's name.</summary>
    [Field(
        "The cluster's name; names of services, volumes and labels begin with it.",
        Pattern = TextRules.LabelPattern,
        PatternText = TextRules.LabelText,
        LengthMax = NameLengthMax)]
    [Needed]
    public string Name { get; init; } = "";

    /// <summary>The namespace.</summary>
    [Field(
        "The namespace in Kubernetes. Not used by Swarm.",
        Pattern = TextRules.LabelPattern,
        PatternText = TextRules.LabelText,
        LengthMax = TextRules.LabelLengthMax)]
    public string? Namespace { get; init; }

    /// <summary>Labels of the resource itself.</summary>
    [Field(
        "Labels of the resource itself; those of the pods are podTemplate.labels.",
        Pattern = TextRules.ValuePattern,
        PatternText = TextRules.ValueText,
        ItemsMax = 64)]
    public IReadOnlyDictionary<string, string> Labels { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Annotations of the resource itself.</summary>
    [Field("Annotations of the resource itself; those of the pods are podTemplate.annotations.", ItemsMax = 64)]
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The identity that the API server gave; empty for a resource that was read from a person's text.</summary>
    public string Uid { get; init; } = "";

    /// <summary>Counts changes of the spec, from 1; 0 as above.</summary>
    public long Generation { get; init; }

    /// <summary>The version that the API server gave; empty as above.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>When it was made; null as above.</summary>
    public DateTimeOffset? CreationTimestamp { get; init; }

    /// <summary>When its deletion was asked for; null while it is not.</summary>
    public DateTimeOffset? DeletionTimestamp { get; init; }
}
