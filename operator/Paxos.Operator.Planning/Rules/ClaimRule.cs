using k8s.Models;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>
/// Claims: made before the pods that need them, stamped with the cluster's id once there is one, owned or not as the spec says, and grown.
/// An acceptor's claim that is gone is not made again once the cluster was formed: an empty disk would only hide the loss, and whoever
/// has the old volume can still put it back under the claim's name.
/// </summary>
internal sealed class ClaimRule : IPlanRule
{
    /// <summary>How long a disk may take to grow, by its storage system.</summary>
    private static readonly TimeSpan GrowthMax = TimeSpan.FromHours(1);

    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        var wanted = view.Desired.OfType<V1PersistentVolumeClaim>().ToDictionary(claim => claim.Metadata.Name);
        foreach (var node in view.Nodes.Where(node => node.Slot.HasDisk))
        {
            // A learner that is to leave has a claim, too, which is then nobody's concern.
            var claim = wanted.TryGetValue(node.Slot.Claim!, out var known)
                ? known
                : Claims.Of(view.Cluster, node.Slot, view.ClusterIds is [var id] ? id : null);
            Check(view, node, claim, plan);
        }
    }

    private static void Check(ClusterView view, NodeView node, V1PersistentVolumeClaim wanted, PlanBuilder plan)
    {
        if (node.Claim is null)
        {
            if (node.Slot.IsAcceptor && view.IsFormed)
            {
                plan.Wait(Lost(view, node, "is gone"));
            }
            else
            {
                plan.Do(new ApplyObject(wanted, IsNew: true, Reasons.ClaimMissing));
            }
        }
        else if (node.Claim.Status?.Phase == "Lost")
        {
            plan.Wait(Lost(view, node, "has lost its volume"));
        }
        else if (node.Claim.Metadata.DeletionTimestamp is not null)
        {
            plan.Wait(Lost(view, node, "is being deleted, and goes as soon as its pod stops"));
        }
        else
        {
            Keep(view, node.Claim, wanted, plan);
        }
    }

    private static void Keep(ClusterView view, V1PersistentVolumeClaim claim, V1PersistentVolumeClaim wanted, PlanBuilder plan)
    {
        var (size, present) = (SizeOf(wanted), SizeOf(claim));
        if (ObjectComparison.IsDifferent(wanted, claim))
        {
            // In the size that it has: a class that refuses to grow must not keep an owner on a disk that is to be retained.
            plan.Do(new ApplyObject(WithSize(wanted, present), IsNew: false, Reasons.ClaimChanged));
        }
        else if (size.ToDecimal() > present.ToDecimal())
        {
            plan.Do(new GrowClaim(wanted, Reasons.StorageGrows));
        }
        else if (claim.Status?.Capacity?.TryGetValue("storage", out var capacity) == true && capacity.ToDecimal() < size.ToDecimal())
        {
            plan.Wait(new PlannedWait(
                claim.Metadata.Name,
                Reasons.StorageGrows,
                $"The disk of {claim.Metadata.Name} has {capacity} and is to have {size}. kubectl describe pvc {claim.Metadata.Name} tells "
                    + "what its storage system does.",
                (NodeView.Utc(claim.Status.Conditions?.Max(condition => condition.LastTransitionTime)) ?? view.UnreadySince) + GrowthMax));
        }
    }

    private static V1PersistentVolumeClaim WithSize(V1PersistentVolumeClaim claim, ResourceQuantity size) => new()
    {
        ApiVersion = claim.ApiVersion,
        Kind = claim.Kind,
        Metadata = claim.Metadata,
        Spec = Claims.SpecOf(size.ToString(), claim.Spec.StorageClassName),
    };

    private static ResourceQuantity SizeOf(V1PersistentVolumeClaim claim) => claim.Spec.Resources.Requests["storage"];

    private static PlannedWait Lost(ClusterView view, NodeView node, string what) => new(
        node.Slot.Name,
        Reasons.VolumeLost,
        $"The claim {node.Slot.Claim} of {node.Slot.Name} {what}. " + (node.Slot.IsAcceptor
            ? "Its votes are lost with it, and the cluster goes on while a majority of acceptors has its disks. Put the volume back under "
                + "this name, from its retained volume or a snapshot of it; replacing an acceptor comes in a later version."
            : $"Delete the claim and the pod {node.Slot.Pod}: the learner is filled again by the others."),
        view.Now)
    {
        IsDegraded = true,
    };
}
