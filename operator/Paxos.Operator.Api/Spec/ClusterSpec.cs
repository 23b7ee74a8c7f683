using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>The cluster that is wanted.</summary>
public sealed record ClusterSpec
{
    /// <summary>The node's version.</summary>
    [Field(
        "The version of the nodes; the tag of the image.",
        Pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+(-[0-9A-Za-z]([-.0-9A-Za-z]*[0-9A-Za-z])?)?$",
        PatternText = "a version such as 0.1.0 or 1.2.0-rc.1, in quotes",
        LengthMax = TextRules.LabelLengthMax)]
    [Needed]
    public string Version { get; init; } = "";

    /// <summary>The image.</summary>
    [Field("The image of all nodes.")]
    public ImageSpec Image { get; init; } = new();

    /// <summary>The voters.</summary>
    [Field("The nodes that vote and keep the votes on disk. A majority of them must live.")]
    public AcceptorsSpec Acceptors { get; init; } = new();

    /// <summary>Who orders.</summary>
    [Field("The nodes that order the commands; one of them leads, the others stand by.")]
    public ProposersSpec Proposers { get; init; } = new();

    /// <summary>Who applies.</summary>
    [Field("The nodes that apply what is chosen and answer reads.")]
    public LearnersSpec Learners { get; init; } = new();

    /// <summary>The front door.</summary>
    [Field("The nodes that applications connect to.")]
    public ClientsSpec Clients { get; init; } = new();

    /// <summary>Timings of agreement.</summary>
    [Field("Timings and sizes of agreement: the node's own settings.")]
    public ConsensusSpec Consensus { get; init; } = new();

    /// <summary>Timings of gossip.</summary>
    [Field("Timings of gossip, by which nodes find each other and notice the dead: the node's own settings.")]
    public GossipSpec Gossip { get; init; } = new();

    /// <summary>What is logged.</summary>
    [Field("What the nodes log: the node's own settings.")]
    public LoggingSpec Logging { get; init; } = new();

    /// <summary>Where nodes run.</summary>
    [Field("On which hosts the nodes run.")]
    public PlacementSpec Placement { get; init; } = new();

    /// <summary>Ports on the hosts.</summary>
    [Field("Ports that Swarm opens on its hosts. Not used by Kubernetes, where clients.service says how applications come in.")]
    public PublishSpec Publish { get; init; } = new();

    /// <summary>Swarm's own.</summary>
    [Field("What only Swarm has.")]
    public SwarmSpec Swarm { get; init; } = new();

    /// <summary>Who may connect.</summary>
    [Field("Who may connect to the nodes in Kubernetes. In Swarm the stack's own network keeps others out.")]
    public NetworkPolicySpec NetworkPolicy { get; init; } = new();

    /// <summary>What each pod carries.</summary>
    [Field("What the pods and containers of all nodes carry besides the tools' own labels.")]
    public PodTemplateSpec PodTemplate { get; init; } = new();

    /// <summary>Hands off.</summary>
    [Field("Whether the operator only watches and changes nothing. Swarm has nothing that would have to be paused.")]
    public bool Paused { get; init; }
}
