using Paxos.Operator.Api;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>
/// Replaces healthy pods, one after another: learners, acceptors, standby proposers, the leader once it has handed over, client nodes. A
/// healthy pod is touched only while every node is ready and has been for a while, and the nodes themselves say so. So a roll stops by
/// itself at the first pod that does not come back, and goes on when it does.
/// </summary>
internal sealed class RollRule : IPlanRule
{
    /// <summary>A node that was ready for less may fall over again at once.</summary>
    public static readonly TimeSpan SettledAfter = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        if (plan.Actions.OfType<DeletePod>().Any() || !view.Nodes.Any(node => node.IsOutdated) || !IsAllWell(view, plan))
        {
            return;
        }

        var next = InOrder(view).First(node => node.IsOutdated);
        if (plan.Actions.OfType<ApplyObject>().Any(action => action.Target.Metadata.Name == next.Slot.Workload))
        {
            // First the template, then the pod.
            return;
        }

        if (!Replacing.ComesBackAsWanted(view, next))
        {
            plan.Wait(new PlannedWait(next.Slot.Name, Reasons.WorkloadNotUpdated,
                $"The StatefulSet {next.Slot.Workload} has not got the wanted template yet.", view.UnreadySince + NodeWaitRule.ReadyMax));
        }
        else if (next.Slot.IsAcceptor && !KeepsQuorum(view, next))
        {
            plan.Wait(new PlannedWait(next.Slot.Name, Reasons.NoQuorumWithoutIt,
                $"{next.Slot.Name} is to be replaced, and without it the others that vote are no quorum.",
                view.UnreadySince + NodeWaitRule.ReadyMax));
        }
        else if (next == view.Leader && Successor(view) is { } successor)
        {
            plan.Do(new HandOver(next.Slot.Name, next.Slot.Pod, successor.Slot.Name, Replacing.ReasonOf(next)));
        }
        else
        {
            plan.Do(Replacing.Delete(next, Replacing.ReasonOf(next)));
        }
    }

    private static bool IsAllWell(ClusterView view, PlanBuilder plan)
    {
        if (view.Nodes.Any(node => !node.IsReady) || view.Leader is null)
        {
            // Who is missing is told by the rule that waits for nodes.
            return false;
        }

        var fresh = view.Nodes.FirstOrDefault(node => view.Now < (node.Since ?? view.Now) + SettledAfter);
        if (fresh is not null)
        {
            plan.Wait(new PlannedWait(fresh.Slot.Name, Reasons.Settling, $"{fresh.Slot.Name} was ready for less than ten seconds.",
                (fresh.Since ?? view.Now) + NodeWaitRule.ReadyMax));
        }

        return fresh is null;
    }

    private static IEnumerable<NodeView> InOrder(ClusterView view) =>
    [
        .. view.OfRole(NodeNames.Learner),
        .. view.Acceptors,
        .. view.OfRole(NodeNames.Proposer).Where(node => node != view.Leader),
        .. view.OfRole(NodeNames.Proposer).Where(node => node == view.Leader),
        .. view.OfRole(NodeNames.Client),
    ];

    // One or two acceptors have no quorum without any one of them; whoever wants so few accepts that.
    private static bool KeepsQuorum(ClusterView view, NodeView candidate) =>
        view.Cluster.Spec.Acceptors.Replicas <= 2
        || view.Acceptors.Count(node => node != candidate && node.IsVoting) >= view.Majority;

    private static NodeView? Successor(ClusterView view) =>
        view.OfRole(NodeNames.Proposer).FirstOrDefault(node => node != view.Leader && !node.IsOutdated);
}
