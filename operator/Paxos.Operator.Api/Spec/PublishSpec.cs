using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>Ports that Swarm opens on its hosts.</summary>
public sealed record PublishSpec
{
    /// <summary>The first page.</summary>
    [Field(
        "The port of the first node's page; the next ones follow, over proposers, acceptors, learners and clients in this order. "
            + "No page is published where it is not given.",
        Minimum = 1,
        Maximum = 65_535)]
    public int? WebFrom { get; init; }

    /// <summary>The first client node.</summary>
    [Field(
        "The port of the first client node for applications; the next ones follow. None is published where it is not given.",
        Minimum = 1,
        Maximum = 65_535)]
    public int? ClientFrom { get; init; }

    /// <summary>Where they are opened.</summary>
    [Field("Host opens a port on the host that runs the node; Ingress opens it on every host and passes connections on (routing mesh).")]
    public PublishMode Mode { get; init; } = PublishMode.Host;

    /// <summary>What a service's name leads to.</summary>
    [Field("What a service's name leads to inside the stack: the container itself, or a virtual address, which Ingress needs.")]
    public EndpointMode EndpointMode { get; init; } = EndpointMode.DnsRoundRobin;
}
