using k8s;
using k8s.Models;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>
/// What an earlier spec wanted and this one does not, such as policies that were switched off. Never a claim, which is data, and never a
/// workload: roles do not go away.
/// </summary>
internal sealed class LeftoverRule : IPlanRule
{
    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        var wanted = view.Desired.Select(made => (made.GetType(), made.Metadata.Name)).ToHashSet();
        var leftovers = view.Observed.Objects
            .Where(present => present is V1PodDisruptionBudget or V1NetworkPolicy or V1Service or V1ServiceAccount)
            .Where(present => present.Metadata.DeletionTimestamp is null && IsOurs(view, present))
            .Where(present => !wanted.Contains((present.GetType(), present.Metadata.Name)));
        foreach (var leftover in leftovers)
        {
            plan.Do(new DeleteObject(leftover, Reasons.ObjectNotWanted));
        }
    }

    private static bool IsOurs(ClusterView view, IKubernetesObject<V1ObjectMeta> present) =>
        present.Metadata.OwnerReferences?.Any(owner => owner.Uid == view.Cluster.Metadata.Uid) == true;
}
