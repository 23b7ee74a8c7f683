namespace Paxos.Operator.Api.Spec;

/// <summary>Where Swarm opens a port.</summary>
public enum PublishMode
{
    /// <summary>On the host that runs the node.</summary>
    Host,

    /// <summary>On every host: the routing mesh.</summary>
    Ingress,
}
