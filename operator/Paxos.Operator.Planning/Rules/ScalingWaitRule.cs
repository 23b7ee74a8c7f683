using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>Tells why there are still more learners than wanted.</summary>
internal sealed class ScalingWaitRule : IPlanRule
{
    /// <inheritdoc/>
    public void Apply(ClusterView view, PlanBuilder plan)
    {
        if (view.Learners.Obstacle.Length > 0)
        {
            plan.Wait(new PlannedWait(
                "learners",
                Reasons.LearnersStay,
                $"A learner is to go: {view.Learners.Obstacle}",
                view.UnreadySince + NodeWaitRule.ReadyMax));
        }
    }
}
