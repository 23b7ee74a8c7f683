using System.Globalization;
using k8s.Models;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>
/// A resource that is made again finds the retained claims by their names, and they say what cluster they are of. Where that does not fit,
/// nothing at all is changed: a wrong step could mix two clusters.
/// </summary>
internal static class Adoption
{
    /// <summary>What is in the way; null when nothing is.</summary>
    public static PlannedWait? Check(ClusterView view)
    {
        if (view.ClusterIds.Count > 1)
        {
            return Stop(view, Reasons.ClusterIdMismatch,
                $"Disks of different clusters are mixed up: {string.Join(" and ", view.ClusterIds)}. Compare status.clusterId, the label "
                    + $"{ObjectMetadata.ClusterIdLabel} of the acceptors' claims and the acceptors' pages, and take away what is foreign.");
        }

        var wanted = view.Cluster.Spec.Acceptors.Replicas;
        var other = view.Acceptors.FirstOrDefault(node =>
            AcceptorsOf(node.Claim) is { } number && number != wanted && IsFormed(node.Claim));
        return other is null ? null : Stop(view, Reasons.AcceptorsMismatch, string.Create(
            CultureInfo.InvariantCulture,
            $"The claim {other.Slot.Claim} is of a cluster of {AcceptorsOf(other.Claim)} acceptors, and spec.acceptors.replicas is "
                + $"{wanted}. Set it to {AcceptorsOf(other.Claim)}, or use another name for a new cluster."));
    }

    private static PlannedWait Stop(ClusterView view, string reason, string message) =>
        new(view.Cluster.Metadata.Name, reason, message, view.Now);

    private static int? AcceptorsOf(V1PersistentVolumeClaim? claim) =>
        claim?.Metadata.Annotations?.TryGetValue(ObjectMetadata.AcceptorsAnnotation, out var text) == true
        && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static bool IsFormed(V1PersistentVolumeClaim? claim) =>
        claim?.Metadata.Labels?.ContainsKey(ObjectMetadata.ClusterIdLabel) == true;
}
