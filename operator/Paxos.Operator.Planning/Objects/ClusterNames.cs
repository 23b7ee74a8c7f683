using System.Globalization;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>Names of the objects that a cluster has once.</summary>
public static class ClusterNames
{
    /// <summary>The headless service, in whose domain every pod has its name.</summary>
    public static string Peers(PaxosCluster cluster) => $"{cluster.Metadata.Name}-peers";

    /// <summary>The service for applications.</summary>
    public static string Client(PaxosCluster cluster) => $"{cluster.Metadata.Name}-client";

    /// <summary>The pods' account.</summary>
    public static string Account(PaxosCluster cluster) => $"{cluster.Metadata.Name}-node";

    /// <summary>What guards a role against drains, or its ports.</summary>
    public static string OfRole(PaxosCluster cluster, string role) => $"{cluster.Metadata.Name}-{role}";

    /// <summary>Where applications in Kubernetes reach the cluster.</summary>
    public static string ClientEndpoint(PaxosCluster cluster) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Client(cluster)}.{cluster.Metadata.Namespace ?? "default"}.svc:{NodeImage.ClientPort}");
}
