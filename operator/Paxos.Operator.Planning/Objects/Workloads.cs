using k8s.Models;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>
/// The StatefulSets. Kubernetes itself makes lost pods again while the operator is away; but only the operator replaces pods that run, so
/// they update on deletion, and all start at once: nodes wait for each other, never for an order.
/// </summary>
internal static class Workloads
{
    /// <summary>
    /// The size in a learner's claim template, which can never be changed and is never used: the operator makes each claim first, in the
    /// size of the spec. Were a claim lost while the operator is away, one of this size would be made, and grown later.
    /// </summary>
    private const string TemplateSize = "1Gi";

    /// <summary>The workload of one acceptor.</summary>
    public static V1StatefulSet Acceptor(PaxosCluster cluster, NodeSlot slot) =>
        Build(cluster, slot, ObjectMetadata.Selector(cluster, slot.Role, slot.Name), replicas: 1);

    /// <summary>The workload of all nodes of another role.</summary>
    public static V1StatefulSet Shared(PaxosCluster cluster, string role, int replicas)
    {
        var workload = Build(
            cluster, new NodeSlot(cluster.Metadata.Name, role, 1), ObjectMetadata.Selector(cluster, role), replicas);

        // A pod has its node's number.
        workload.Spec.Ordinals = new V1StatefulSetOrdinals { Start = 1 };
        if (role == NodeNames.Learner)
        {
            workload.Spec.VolumeClaimTemplates =
            [
                new V1PersistentVolumeClaim
                {
                    Metadata = new V1ObjectMeta { Name = NodePod.DataVolume },
                    Spec = Claims.SpecOf(TemplateSize, cluster.Spec.Learners.Storage.StorageClassName),
                },
            ];
        }

        return workload;
    }

    private static V1StatefulSet Build(PaxosCluster cluster, NodeSlot slot, Dictionary<string, string> selector, int replicas) => new()
    {
        ApiVersion = "apps/v1",
        Kind = "StatefulSet",
        Metadata = ObjectMetadata.Owned(cluster, slot.Workload, slot.Role, slot.IsAcceptor ? slot.Name : null),
        Spec = new V1StatefulSetSpec
        {
            Replicas = replicas,
            ServiceName = ClusterNames.Peers(cluster),
            PodManagementPolicy = "Parallel",
            UpdateStrategy = new V1StatefulSetUpdateStrategy { Type = "OnDelete" },

            // Rolling back is a change of the resource, not of the workload; the history is of no use.
            RevisionHistoryLimit = 1,
            Selector = new V1LabelSelector { MatchLabels = selector },
            Template = NodePod.Template(cluster, slot),
        },
    };
}
