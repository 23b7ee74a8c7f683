using Paxos.Operator.Api;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Rules;

namespace Paxos.Operator.Planning;

/// <summary>
/// What to do next about a cluster. Pure, and without memory: equal inputs give equal plans, so an operator that is killed at any moment
/// and starts anew goes on where it was.
/// </summary>
public static class Planner
{
    /// <summary>In this order. Repair comes before change, and what cannot be done hinders nothing after it.</summary>
    private static readonly IReadOnlyList<IPlanRule> Rules =
    [
        new ClaimRule(),
        new ObjectRule(),
        new LeftoverRule(),
        new StoppedPodRule(),
        new StuckPodRule(),
        new RollRule(),
        new NodeWaitRule(),
        new ScalingWaitRule(),
    ];

    /// <summary>Plans.</summary>
    /// <param name="cluster">A resource that keeps every rule of the validator.</param>
    /// <param name="observed">What is there.</param>
    /// <param name="now">When it was read.</param>
    public static Plan Plan(PaxosCluster cluster, Observed observed, DateTimeOffset now) => Plan(ClusterView.Of(cluster, observed, now));

    /// <summary>Plans.</summary>
    public static Plan Plan(ClusterView view)
    {
        if (view.Cluster.Metadata.DeletionTimestamp is not null)
        {
            // Everything that is owned goes with the resource; retained claims stay because nothing owns them.
            return new Plan([], []);
        }

        if (Adoption.Check(view) is { } obstacle)
        {
            return new Plan([], [obstacle]);
        }

        var plan = new PlanBuilder();
        foreach (var rule in Rules)
        {
            rule.Apply(view, plan);
        }

        return view.Cluster.Spec.Paused
            ? new Plan([], plan.Waits) { Withheld = plan.Actions }
            : new Plan(plan.Actions, plan.Waits);
    }
}
