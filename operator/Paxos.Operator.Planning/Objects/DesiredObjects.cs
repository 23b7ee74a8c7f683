using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Planning.Objects;

/// <summary>
/// Everything that Kubernetes should have of a cluster. Equal resources give equal objects. There is no ConfigMap: a change of one would
/// reach pods that run at different times and without a roll, while settings in a template change with it.
/// </summary>
public static class DesiredObjects
{
    private static readonly string[] SharedRoles = [NodeNames.Proposer, NodeNames.Learner, NodeNames.Client];

    /// <summary>Every object, in the order in which they are applied: what others refer to comes first.</summary>
    /// <param name="cluster">A resource that keeps every rule.</param>
    /// <param name="clusterId">The cluster's id; null before it is formed.</param>
    /// <param name="learners">How many learners there are to be now; those of the spec where it is not given.</param>
    public static IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Of(PaxosCluster cluster, string? clusterId = null, int? learners = null)
    {
        var objects = new List<IKubernetesObject<V1ObjectMeta>> { Account(cluster) };
        objects.AddRange(NodeSlot.All(cluster).Where(slot => slot.HasDisk).Select(slot => Claims.Of(cluster, slot, clusterId)));
        objects.Add(Services.Peers(cluster));
        objects.Add(Services.Client(cluster));
        if (cluster.Spec.NetworkPolicy.Enabled)
        {
            objects.Add(NetworkPolicies.Nodes(cluster));
            objects.Add(NetworkPolicies.Clients(cluster));
        }

        if (DisruptionBudgets.Acceptors(cluster) is { } budget)
        {
            objects.Add(budget);
        }

        objects.AddRange(SharedRoles.Select(role => DisruptionBudgets.Shared(cluster, role)));
        objects.AddRange(NodeSlot.Of(cluster, NodeNames.Acceptor, cluster.Spec.Acceptors.Replicas)
            .Select(slot => Workloads.Acceptor(cluster, slot)));
        objects.Add(Workloads.Shared(cluster, NodeNames.Proposer, cluster.Spec.Proposers.Replicas));
        objects.Add(Workloads.Shared(cluster, NodeNames.Learner, learners ?? cluster.Spec.Learners.Replicas));
        objects.Add(Workloads.Shared(cluster, NodeNames.Client, cluster.Spec.Clients.Replicas));
        foreach (var made in objects)
        {
            Stamp(made);
        }

        return objects;
    }

    /// <summary>The objects as one text of YAML documents.</summary>
    public static string ToYaml(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects) =>
        string.Join("---\n", objects.Select(made => YamlDocument.Write(ObjectJson.Of(made))));

    /// <summary>The objects as one List, as <c>kubectl get -o json</c> prints it.</summary>
    public static JsonObject ToList(IEnumerable<IKubernetesObject<V1ObjectMeta>> objects) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "List",
        ["items"] = new JsonArray([.. objects.Select(ObjectJson.Of)]),
    };

    // A claim's spec is left out: all but its size can never change, and its size is compared by itself.
    private static void Stamp(IKubernetesObject<V1ObjectMeta> made)
    {
        var content = ObjectJson.Of(made);
        if (made is V1PersistentVolumeClaim)
        {
            content.Remove("spec");
        }

        made.Metadata.Annotations ??= new Dictionary<string, string>();
        made.Metadata.Annotations[ObjectMetadata.AppliedHash] = ContentHash.Of(content);
    }

    private static V1ServiceAccount Account(PaxosCluster cluster) => new()
    {
        ApiVersion = "v1",
        Kind = "ServiceAccount",
        Metadata = ObjectMetadata.Owned(cluster, ClusterNames.Account(cluster)),

        // Nodes have nothing to ask of Kubernetes.
        AutomountServiceAccountToken = false,
    };
}
