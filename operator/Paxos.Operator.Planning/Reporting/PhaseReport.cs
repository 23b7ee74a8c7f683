using Paxos.Operator.Api.Status;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Planning.Reporting;

/// <summary>The state in one word. Only for people: nothing reads it back.</summary>
internal static class PhaseReport
{
    /// <summary>A person has to act.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Finds it, the most pressing first.</summary>
    public static string Of(ClusterView view, Plan plan, IReadOnlyList<StatusCondition> conditions)
    {
        bool Is(string type, string status = "True") => conditions.Any(condition => condition.Type == type && condition.Status == status);

        return view.Cluster.Metadata.DeletionTimestamp is not null ? "Deleting"
            : view.Cluster.Spec.Paused ? "Paused"
            : Is(ConditionReport.Stalled) ? Stalled
            : Is(ConditionReport.Ready) ? "Ready"
            : !view.IsFormed ? "Forming"
            : Is(ConditionReport.QuorumAvailable, "False") ? "QuorumLost"
            : Is(ConditionReport.Degraded) ? "Degraded"
            : view.Nodes.Any(node => node.IsOutdated) || plan.Actions.OfType<DeletePod>().Any() ? "Rolling"
            : "Reconciling";
    }
}
