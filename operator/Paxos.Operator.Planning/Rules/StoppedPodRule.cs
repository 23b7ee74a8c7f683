using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>
/// Outdated pods whose program does not run: an image that cannot be pulled, a crash at start, no host. They vote, lead and answer
/// nothing, so deleting them costs nothing, and only with the wanted template can they come back. All at once, whatever else is wrong:
/// this is how going back to a good spec mends a bad one.
/// </summary>
internal sealed class StoppedPodRule : IPlanRule
{
    /// <summary>A pod that was only just made may start at any moment; one whose kubelet has given a reason does not.</summary>
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        foreach (var node in view.Nodes.Where(node => node.IsOutdated && !node.IsRunning && IsStopped(view, node)))
        {
            if (Replacing.ComesBackAsWanted(view, node))
            {
                plan.Do(Replacing.Delete(node, Reasons.PodStopped));
            }
        }
    }

    private static bool IsStopped(ClusterView view, NodeView node) =>
        node.Waiting?.Reason is "ImagePullBackOff" or "ErrImagePull" or "InvalidImageName" or "CrashLoopBackOff"
            or "CreateContainerConfigError"
        || node.Unschedulable is not null
        || view.Now >= (node.Since ?? view.UnreadySince) + StartMax;
}
