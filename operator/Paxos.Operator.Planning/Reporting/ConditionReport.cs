using System.Globalization;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Planning.Reporting;

/// <summary>
/// The conditions. Ready, QuorumAvailable and Degraded are always there; Reconciling, Stalled, Paused and Advice only while they are true.
/// All of them are found for the generation that the status has seen.
/// </summary>
public static class ConditionReport
{
    /// <summary>Everything is as it is wanted.</summary>
    public const string Ready = "Ready";

    /// <summary>A change is under way.</summary>
    public const string Reconciling = "Reconciling";

    /// <summary>A person has to act.</summary>
    public const string Stalled = "Stalled";

    /// <summary>Writes go through.</summary>
    public const string QuorumAvailable = "QuorumAvailable";

    /// <summary>Something is broken, though the cluster may go on.</summary>
    public const string Degraded = "Degraded";

    /// <summary>The operator only watches.</summary>
    public const string Paused = "Paused";

    /// <summary>Something in the spec is risky or not used here.</summary>
    public const string Advice = "Advice";

    /// <summary>A message of conditions has room for a few sentences.</summary>
    private const int WaitsToldMax = 3;

    /// <summary>Whether a condition tells of nothing that is wrong or under way.</summary>
    public static bool IsAsItShouldBe(StatusCondition condition) =>
        condition.Status == (condition.Type is Ready or QuorumAvailable ? "True" : "False");

    /// <summary>Whether a condition asks for a person: a change that is under way ends by itself.</summary>
    public static bool NeedsPerson(StatusCondition condition) =>
        !IsAsItShouldBe(condition) && condition.Type is Stalled or Degraded or QuorumAvailable or Paused;

    internal static IReadOnlyList<StatusCondition> Of(ClusterView view, Plan plan)
    {
        var found = new ConditionList(view.Cluster, view.Now);
        var overdue = plan.Waits.Where(wait => wait.IsOverdue(view.Now)).ToList();
        var degraded = plan.Waits.Where(wait => wait.IsDegraded || wait.IsOverdue(view.Now)).ToList();
        AddReady(found, view, plan);
        AddQuorum(found, view);
        AddDegraded(found, view, degraded);
        if (overdue.Count > 0)
        {
            found.Add(Stalled, true, overdue[0].Reason, Told(overdue, ""));
        }
        else if (!plan.IsSettled && !view.Cluster.Spec.Paused)
        {
            found.Add(Reconciling, true, plan.Actions is [var next, ..] ? next.Reason : plan.Waits[0].Reason, Progress(plan));
        }

        if (view.Cluster.Spec.Paused)
        {
            found.Add(Paused, true, Reasons.SpecPaused, string.Create(
                CultureInfo.InvariantCulture, $"spec.paused is true: nothing is changed. {plan.Withheld.Count} changes wait for its end."));
        }

        AddAdvice(found, view.Cluster);
        return found.All;
    }

    internal static IReadOnlyList<StatusCondition> OfRefused(PaxosCluster cluster, IReadOnlyList<Finding> errors, DateTimeOffset now)
    {
        var found = new ConditionList(cluster, now);
        var text = string.Join(" ", errors.Take(WaitsToldMax).Select(error => error.Text));
        found.Add(Ready, false, Reasons.SpecRefused, text);
        foreach (var kept in new[] { QuorumAvailable, Degraded })
        {
            if (cluster.Status.Conditions.FirstOrDefault(condition => condition.Type == kept) is { } known)
            {
                found.Add(kept, known.Status == "True", known.Reason, known.Message);
            }
        }

        found.Add(Stalled, true, Reasons.SpecRefused, $"Nothing is changed until the spec is put right: {text}");
        return found.All;
    }

    private static void AddReady(ConditionList found, ClusterView view, Plan plan)
    {
        var missing = view.Nodes.Count(node => !node.IsReady);
        var isReady = missing == 0 && view.Leader is not null && plan.IsSettled && plan.Withheld.Count == 0;
        if (isReady)
        {
            found.Add(Ready, true, Reasons.AllNodesReady, string.Create(
                CultureInfo.InvariantCulture, $"All {view.Nodes.Count} nodes are ready, and {view.Leader!.Slot.Name} leads."));
        }
        else if (missing > 0)
        {
            found.Add(Ready, false, Reasons.NodesNotReady, Told(plan.Waits, string.Create(
                CultureInfo.InvariantCulture, $"{missing} of {view.Nodes.Count} nodes are not ready.")));
        }
        else
        {
            found.Add(Ready, false, Reasons.ChangesPending, Progress(plan));
        }
    }

    private static void AddQuorum(ConditionList found, ClusterView view)
    {
        var voting = view.Acceptors.Count(node => node.IsVoting);
        var counts = string.Create(
            CultureInfo.InvariantCulture, $"{voting} of {view.Cluster.Spec.Acceptors.Replicas} acceptors vote; {view.Majority} are needed");
        if (voting < view.Majority)
        {
            found.Add(QuorumAvailable, false, view.IsFormed ? Reasons.QuorumLost : Reasons.NotFormed, $"{counts}.");
        }
        else
        {
            found.Add(QuorumAvailable, view.Leader is not null, view.Leader is null ? Reasons.NoLeader : Reasons.QuorumHealthy,
                view.Leader is null ? $"{counts}, and no proposer leads." : $"{counts}.");
        }
    }

    private static void AddDegraded(ConditionList found, ClusterView view, List<PlannedWait> degraded)
    {
        if (view.IsFormed && view.Acceptors.Count(node => node.IsVoting) < view.Majority)
        {
            found.Add(Degraded, true, Reasons.QuorumLost, "Too few acceptors vote: nothing can be written until some come back.");
        }
        else
        {
            found.Add(Degraded, degraded.Count > 0, degraded is [var worst, ..] ? worst.Reason : Reasons.AllNodesWell,
                Told(degraded, "Nothing is broken."));
        }
    }

    private static void AddAdvice(ConditionList found, PaxosCluster cluster)
    {
        var advice = ClusterRules.Check(cluster)
            .Where(finding => finding.Severity == Severity.Warning)
            .Select(finding => finding.Text)
            .ToList();
        if (cluster.Spec.Publish.WebFrom is not null || cluster.Spec.Publish.ClientFrom is not null)
        {
            advice.Add("spec.publish is not used by Kubernetes; spec.clients.service says how applications come in.");
        }

        if (advice.Count > 0)
        {
            found.Add(Advice, true, Reasons.SpecAdvice, string.Join(" ", advice));
        }
    }

    private static string Progress(Plan plan)
    {
        var told = plan.Actions.Take(WaitsToldMax).Select(action => $"{action.Reason}: {action.Subject}.").ToList();
        return told.Count > 0 ? string.Join(" ", told) : Told(plan.Waits, "Changes are held back.");
    }

    private static string Told(IReadOnlyList<PlannedWait> waits, string nothing)
    {
        var told = string.Join(" ", waits.Take(WaitsToldMax).Select(wait => wait.Message));
        var more = waits.Count > WaitsToldMax
            ? string.Create(CultureInfo.InvariantCulture, $" And {waits.Count - WaitsToldMax} more.")
            : "";
        return waits.Count == 0 ? nothing : told + more;
    }
}
