namespace Paxos.Operator.Api.Spec;

/// <summary>What the name of a Swarm service leads to.</summary>
public enum EndpointMode
{
    /// <summary>The container's own address; a connection that breaks says that the node is gone.</summary>
    DnsRoundRobin,

    /// <summary>An address that stays when the container is replaced.</summary>
    VirtualIP,
}
