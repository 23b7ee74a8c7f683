using k8s.Models;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>Who may connect to the nodes. Kubelets always may, so probes need no rule.</summary>
internal static class NetworkPolicies
{
    /// <summary>A label of namespaces whose pods may read pages and metrics, such as a monitoring system's.</summary>
    public const string ScrapeLabel = $"{ClusterLabels.Prefix}scrape";

    /// <summary>The label of the operator's pods.</summary>
    private const string NameLabel = "app.kubernetes.io/name";

    /// <summary>For all nodes: each other and the operator; pages also for monitoring.</summary>
    public static V1NetworkPolicy Nodes(PaxosCluster cluster) => Build(
        cluster,
        ClusterNames.OfRole(cluster, "nodes"),
        ObjectMetadata.Selector(cluster),
        new V1NetworkPolicyIngressRule
        {
            FromProperty = [Own(cluster), Operator],
            Ports = [Port(NodeImage.PeerPort), Port(NodeImage.WebPort)],
        },
        new V1NetworkPolicyIngressRule
        {
            FromProperty =
            [
                new V1NetworkPolicyPeer { NamespaceSelector = Labelled(ScrapeLabel, "true") },
            ],
            Ports = [Port(NodeImage.WebPort)],
        });

    /// <summary>For client nodes: every application.</summary>
    public static V1NetworkPolicy Clients(PaxosCluster cluster) => Build(
        cluster,
        ClusterNames.OfRole(cluster, NodeNames.Client),
        ObjectMetadata.Selector(cluster, NodeNames.Client),
        new V1NetworkPolicyIngressRule { Ports = [Port(NodeImage.ClientPort)] });

    private static V1NetworkPolicyPeer Operator => new()
    {
        // Whatever its namespace is called.
        NamespaceSelector = new V1LabelSelector(),
        PodSelector = Labelled(NameLabel, ObjectMetadata.Manager),
    };

    private static V1NetworkPolicyPeer Own(PaxosCluster cluster) => new()
    {
        PodSelector = new V1LabelSelector { MatchLabels = ObjectMetadata.Selector(cluster) },
    };

    private static V1LabelSelector Labelled(string key, string value) => new()
    {
        MatchLabels = new Dictionary<string, string> { [key] = value },
    };

    private static V1NetworkPolicyPort Port(int port) => new() { Port = port, Protocol = "TCP" };

    private static V1NetworkPolicy Build(
        PaxosCluster cluster, string name, Dictionary<string, string> pods, params V1NetworkPolicyIngressRule[] rules) => new()
        {
            ApiVersion = "networking.k8s.io/v1",
            Kind = "NetworkPolicy",
            Metadata = ObjectMetadata.Owned(cluster, name),
            Spec = new V1NetworkPolicySpec
            {
                PodSelector = new V1LabelSelector { MatchLabels = pods },
                PolicyTypes = ["Ingress"],
                Ingress = rules,
            },
        };
}
