using k8s;
using k8s.Models;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>Everything but claims: made when it is missing, put right when somebody has changed it.</summary>
internal sealed class ObjectRule : IPlanRule
{
    /// <summary>How long Kubernetes may take to delete an object that is to be there.</summary>
    private static readonly TimeSpan DeletionMax = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        foreach (var wanted in view.Desired.Where(made => made is not V1PersistentVolumeClaim))
        {
            var present = view.Observed.Objects.FirstOrDefault(candidate =>
                candidate.GetType() == wanted.GetType() && candidate.Metadata.Name == wanted.Metadata.Name);
            if (present is null)
            {
                plan.Do(new ApplyObject(wanted, IsNew: true, Reasons.ObjectMissing));
            }
            else if (NodeView.Utc(present.Metadata.DeletionTimestamp) is { } deleted)
            {
                var name = NameOf(wanted);
                plan.Wait(new PlannedWait(
                    name, Reasons.ObjectTerminating, $"{name} is being deleted; it is made again then.", deleted + DeletionMax));
            }
            else if (ObjectComparison.IsDifferent(wanted, present))
            {
                plan.Do(new ApplyObject(wanted, IsNew: false, Reasons.ObjectChanged));
            }
        }
    }

    private static string NameOf(IKubernetesObject<V1ObjectMeta> wanted) => $"{wanted.Kind}/{wanted.Metadata.Name}";
}
