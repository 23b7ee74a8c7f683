using System.Globalization;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Planning.Objects;

/// <summary>
/// The claims of the disks. The operator makes them itself, so that they can grow and outlive everything else: only where the spec says
/// Delete are they owned by the resource, and then go with it even when the operator is away.
/// </summary>
internal static class Claims
{
    /// <summary>The claim of one node.</summary>
    /// <param name="cluster">The resource.</param>
    /// <param name="slot">A node with a disk.</param>
    /// <param name="clusterId">The cluster's id; null before it is formed.</param>
    public static V1PersistentVolumeClaim Of(PaxosCluster cluster, NodeSlot slot, string? clusterId)
    {
        StorageSpec storage = slot.IsAcceptor ? cluster.Spec.Acceptors.Storage : cluster.Spec.Learners.Storage;
        var labels = ObjectMetadata.Labels(cluster, slot.Role, slot.Name);
        if (clusterId is not null)
        {
            labels[ObjectMetadata.ClusterIdLabel] = clusterId;
        }

        var metadata = new V1ObjectMeta
        {
            Name = slot.Claim,
            NamespaceProperty = cluster.Metadata.Namespace,
            Labels = labels,
            OwnerReferences = storage.ReclaimPolicy == ReclaimPolicy.Delete ? ObjectMetadata.OwnersOf(cluster) : null,
        };
        if (slot.IsAcceptor)
        {
            metadata.Annotations = new Dictionary<string, string>
            {
                [ObjectMetadata.AcceptorsAnnotation] = cluster.Spec.Acceptors.Replicas.ToString(CultureInfo.InvariantCulture),
            };
        }

        return new V1PersistentVolumeClaim
        {
            ApiVersion = "v1",
            Kind = "PersistentVolumeClaim",
            Metadata = metadata,
            Spec = SpecOf(SizeOf(cluster, slot).Text, storage.StorageClassName),
        };
    }

    /// <summary>How large a node's disk is wanted.</summary>
    public static Quantity SizeOf(PaxosCluster cluster, NodeSlot slot) => slot.IsAcceptor
        ? cluster.Spec.Acceptors.Storage.Size ?? throw new ArgumentException("spec.acceptors.storage.size is missing.", nameof(cluster))
        : cluster.Spec.Learners.Storage.Size;

    /// <summary>A claim's spec.</summary>
    public static V1PersistentVolumeClaimSpec SpecOf(string size, string? storageClass) => new()
    {
        AccessModes = ["ReadWriteOnce"],
        StorageClassName = storageClass,
        Resources = new V1VolumeResourceRequirements
        {
            Requests = new Dictionary<string, ResourceQuantity> { ["storage"] = new(size) },
        },
    };
}
