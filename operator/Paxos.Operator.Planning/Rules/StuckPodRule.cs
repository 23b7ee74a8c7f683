using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>
/// Outdated pods that run and have not been ready for long: before any healthy pod, and one in a pass, because one that is not ready may
/// still vote. Short outages do not count: during an election nobody is ready.
/// </summary>
internal sealed class StuckPodRule : IPlanRule
{
    private static readonly TimeSpan StuckAfter = TimeSpan.FromSeconds(60);

    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        if (plan.Actions.OfType<DeletePod>().Any())
        {
            return;
        }

        var stuck = view.Nodes.FirstOrDefault(node => node.IsOutdated && node.IsRunning && !node.IsReady
            && view.Now >= (node.Since ?? view.Now) + StuckAfter
            && Replacing.ComesBackAsWanted(view, node)
            && Replacing.IsSpared(view, node));
        if (stuck is not null)
        {
            plan.Do(Replacing.Delete(stuck, Reasons.PodStuck));
        }
    }
}
