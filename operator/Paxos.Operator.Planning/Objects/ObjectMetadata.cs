using k8s.Models;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>Labels and owners of what the operator makes.</summary>
public static class ObjectMetadata
{
    /// <summary>Who writes these objects; also the field manager of every write.</summary>
    public const string Manager = "paxos-operator";

    /// <summary>The cluster's id, on the claims of its acceptors.</summary>
    public const string ClusterIdLabel = $"{ClusterLabels.Prefix}cluster-id";

    /// <summary>With how many acceptors the cluster was formed, on their claims.</summary>
    public const string AcceptorsAnnotation = $"{ClusterLabels.Prefix}acceptors";

    /// <summary>A hash of the pod's template, on the template: it says whether a pod is as it should be.</summary>
    public const string TemplateHash = $"{ClusterLabels.Prefix}template-hash";

    /// <summary>A hash of what was applied, on each object: it says when something has to be taken away.</summary>
    public const string AppliedHash = $"{ClusterLabels.Prefix}applied-hash";

    /// <summary>The labels by which pods are chosen; they never change.</summary>
    public static Dictionary<string, string> Selector(PaxosCluster cluster, string? role = null, string? node = null)
    {
        var labels = new Dictionary<string, string> { [ClusterLabels.Cluster] = cluster.Metadata.Name };
        if (role is not null)
        {
            labels[ClusterLabels.Role] = role;
        }

        if (node is not null)
        {
            labels[ClusterLabels.Node] = node;
        }

        return labels;
    }

    /// <summary>All labels of an object of a cluster.</summary>
    public static Dictionary<string, string> Labels(PaxosCluster cluster, string? role = null, string? node = null)
    {
        var labels = new Dictionary<string, string>
        {
            ["app.kubernetes.io/name"] = "paxos-node",
            ["app.kubernetes.io/instance"] = cluster.Metadata.Name,
            ["app.kubernetes.io/managed-by"] = Manager,
        };
        if (role is not null)
        {
            labels["app.kubernetes.io/component"] = role;
        }

        foreach (var (key, value) in Selector(cluster, role, node))
        {
            labels[key] = value;
        }

        return labels;
    }

    /// <summary>Metadata of an object that goes when its cluster goes.</summary>
    public static V1ObjectMeta Owned(PaxosCluster cluster, string name, string? role = null, string? node = null) => new()
    {
        Name = name,
        NamespaceProperty = cluster.Metadata.Namespace,
        Labels = Labels(cluster, role, node),
        OwnerReferences = OwnersOf(cluster),
    };

    /// <summary>The reference to the cluster; null for a resource that no server has given an identity yet.</summary>
    public static List<V1OwnerReference>? OwnersOf(PaxosCluster cluster) => cluster.Metadata.Uid.Length == 0
        ? null
        :
        [
            new V1OwnerReference
            {
                ApiVersion = PaxosCluster.GroupVersion,
                Kind = PaxosCluster.KindName,
                Name = cluster.Metadata.Name,
                Uid = cluster.Metadata.Uid,
                Controller = true,
                BlockOwnerDeletion = true,
            },
        ];
}
