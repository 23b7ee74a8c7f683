using k8s.Models;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>How many pods of a role a drain may take at once.</summary>
internal static class DisruptionBudgets
{
    /// <summary>
    /// The acceptors': all but one stay, also where more could be spared, as a margin for an unplanned loss. As a number that must stay and
    /// not one that may go: an acceptor whose pod is missing altogether is not counted among those that should be there. Null for a single
    /// acceptor, which would never let its host be drained.
    /// </summary>
    public static V1PodDisruptionBudget? Acceptors(PaxosCluster cluster)
    {
        if (cluster.Spec.Acceptors.Replicas == 1)
        {
            return null;
        }

        var budget = Build(cluster, NodeNames.Acceptor);
        budget.Spec.MinAvailable = cluster.Spec.Acceptors.Replicas - 1;
        return budget;
    }

    /// <summary>Another role's: one at a time.</summary>
    public static V1PodDisruptionBudget Shared(PaxosCluster cluster, string role)
    {
        var budget = Build(cluster, role);
        budget.Spec.MaxUnavailable = 1;
        if (role is not NodeNames.Learner)
        {
            // What has no disk and is not ready is of no use where it is. A learner may be fetching a snapshot.
            budget.Spec.UnhealthyPodEvictionPolicy = "AlwaysAllow";
        }

        return budget;
    }

    private static V1PodDisruptionBudget Build(PaxosCluster cluster, string role) => new()
    {
        ApiVersion = "policy/v1",
        Kind = "PodDisruptionBudget",
        Metadata = ObjectMetadata.Owned(cluster, ClusterNames.OfRole(cluster, role), role),
        Spec = new V1PodDisruptionBudgetSpec
        {
            Selector = new V1LabelSelector { MatchLabels = ObjectMetadata.Selector(cluster, role) },
        },
    };
}
