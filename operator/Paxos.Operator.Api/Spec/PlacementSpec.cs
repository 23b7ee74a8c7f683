using System.Collections.Immutable;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>On which hosts the nodes run.</summary>
public sealed record PlacementSpec
{
    /// <summary>Whether acceptors share hosts.</summary>
    [Field("Whether two acceptors may be on one host: Preferred spreads them where it can, Required leaves them waiting otherwise.")]
    public Spread AcceptorSpread { get; init; } = Spread.Preferred;

    /// <summary>What counts as one host.</summary>
    [Field(
        "The label of Kubernetes nodes that tells one failure domain from another.",
        Pattern = TextRules.KeyPattern,
        PatternText = TextRules.KeyText)]
    public string TopologyKey { get; init; } = "kubernetes.io/hostname";

    /// <summary>Labels that hosts must have.</summary>
    [Field(
        "Labels that a host must have to run any of the nodes.",
        Pattern = TextRules.ValuePattern,
        PatternText = TextRules.ValueText,
        ItemsMax = 16)]
    public IReadOnlyDictionary<string, string> NodeSelector { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The acceptors' hosts.</summary>
    [Field(
        "The host of each acceptor, in their order; one for each. A disk stays on its host.",
        Pattern = TextRules.HostPattern,
        PatternText = TextRules.HostText,
        LengthMax = TextRules.HostLengthMax,
        ItemsMax = 9)]
    public IReadOnlyList<string> AcceptorNodes { get; init; } = [];

    /// <summary>The learners' hosts.</summary>
    [Field(
        "The hosts of the learners, one for each; in Swarm in their order.",
        Pattern = TextRules.HostPattern,
        PatternText = TextRules.HostText,
        LengthMax = TextRules.HostLengthMax,
        ItemsMax = 32)]
    public IReadOnlyList<string> LearnerNodes { get; init; } = [];
}
