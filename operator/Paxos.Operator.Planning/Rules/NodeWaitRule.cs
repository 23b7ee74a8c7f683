using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>Tells of each node that is not ready what it waits for, until when, and what a person can do then.</summary>
internal sealed class NodeWaitRule : IPlanRule
{
    /// <summary>
    /// A node that is not ready for longer needs a person. A pod may take minutes for its image and its disk, and a node for a long log.
    /// </summary>
    public static readonly TimeSpan ReadyMax = TimeSpan.FromMinutes(10);

    /// <summary>What no change that is under way explains.</summary>
    private static readonly string[] Failures = [Reasons.ImageNotPulled, Reasons.PodCrashes, Reasons.AcceptorBlank];

    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        var replaced = plan.Actions.OfType<DeletePod>().Select(action => action.Node).ToHashSet();

        // Those that do not run come first: the others may only wait for them.
        var unready = view.Nodes.Where(node => !node.IsReady && !replaced.Contains(node.Slot.Name));
        foreach (var node in unready.OrderBy(node => node.IsRunning))
        {
            var (reason, message) = Describe(view, node);
            plan.Wait(new PlannedWait(node.Slot.Name, reason, message, (Since(node) ?? view.UnreadySince) + ReadyMax)
            {
                IsDegraded = Failures.Contains(reason),
            });
        }

        if (view.Leader is null && view.Nodes.All(node => node.IsReady))
        {
            plan.Wait(new PlannedWait("leader", Reasons.NoLeader, "No proposer says that it leads.", view.UnreadySince + ReadyMax));
        }
    }

    private static DateTimeOffset? Since(NodeView node) =>
        node.IsTerminating ? NodeView.Utc(node.Pod!.Metadata.DeletionTimestamp) : node.Since;

    private static (string Reason, string Message) Describe(ClusterView view, NodeView node)
    {
        var (name, pod) = (node.Slot.Name, node.Slot.Pod);
        return node switch
        {
            { Pod: null } => (Reasons.PodMissing,
                $"{name} has no pod. kubectl describe statefulset {node.Slot.Workload} tells why, such as a quota."),
            { IsTerminating: true } => (Reasons.PodTerminating,
                $"The pod {pod} is stopping. If its host is gone for good, and only then: kubectl delete pod {pod} --force."),
            { Waiting.Reason: "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" } => (Reasons.ImageNotPulled,
                $"The image of {pod} cannot be pulled: {node.Waiting!.Message ?? node.Waiting.Reason}. Put spec.image or spec.version "
                    + "right; the pod is then replaced first."),
            { Waiting.Reason: "CrashLoopBackOff" } => (Reasons.PodCrashes,
                $"{name} crashes: kubectl logs {pod} --previous tells why. Take the last change of the spec back; the pod is then replaced "
                    + "first."),
            { Unschedulable: { } why, Claim.Status.Phase: "Pending" } => (Reasons.ClaimNotBound,
                $"No host takes the pod {pod}: {why.TrimEnd('.')}. Its claim has no volume: kubectl describe pvc {node.Slot.Claim} tells "
                    + "why, such as a storage class that does not exist."),
            { Unschedulable: { } why } => (Reasons.PodUnschedulable, $"No host takes the pod {pod}: {why}"),
            { IsRunning: false } => (Reasons.PodStarting, $"The pod {pod} starts{(node.Waiting?.Reason is { } what ? $": {what}" : "")}."),
            { Report: null } => (Reasons.NodeNotHeard,
                $"{name} runs and does not answer the operator. A network policy or a firewall may be in the way of port 8000."),
            { Report.Condition: "Blank" } when view.IsFormed => (Reasons.AcceptorBlank,
                $"{name} has an empty disk though the cluster is formed; it never votes. Put its old volume back under the claim "
                    + $"{node.Slot.Claim}; replacing an acceptor comes in a later version."),
            _ => (Reasons.NodeNotReady, $"{name} is {node.Report!.Condition}: {node.Report.Reason}"),
        };
    }
}
