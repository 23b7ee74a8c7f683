using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;
using Paxos.Operator.Planning.Rules;

namespace Paxos.Operator.Planning.Actions;

/// <summary>What to do now, and what is waited for.</summary>
/// <param name="Actions">In order; none depends on another.</param>
/// <param name="Waits">What is waited for.</param>
public sealed record Plan(IReadOnlyList<PlannedAction> Actions, IReadOnlyList<PlannedWait> Waits)
{
    /// <summary>What would be done, were the cluster not paused.</summary>
    public IReadOnlyList<PlannedAction> Withheld { get; init; } = [];

    /// <summary>Whether something is still to be done or waited for, so that nodes are asked again soon.</summary>
    public bool IsSettled => Actions.Count == 0 && Waits.Count == 0;

    /// <summary>The plan as it is told after some actions failed: they are tried again, and before all else people hear why.</summary>
    /// <param name="failures">What refused them.</param>
    /// <param name="view">What it was planned from.</param>
    public Plan After(IReadOnlyList<string> failures, ClusterView view) => this with
    {
        Waits =
        [
            .. failures.Select(why => new PlannedWait("operator", Reasons.ActionFailed, why, view.UnreadySince + NodeWaitRule.ReadyMax)),
            .. Waits,
        ],
    };
}
