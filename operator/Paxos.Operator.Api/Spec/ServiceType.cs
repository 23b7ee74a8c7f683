namespace Paxos.Operator.Api.Spec;

/// <summary>How far a Kubernetes service is reached.</summary>
public enum ServiceType
{
    /// <summary>From inside the cluster.</summary>
    ClusterIP,

    /// <summary>Through a port of every host.</summary>
    NodePort,

    /// <summary>Through a load balancer that the cloud makes.</summary>
    LoadBalancer,
}
