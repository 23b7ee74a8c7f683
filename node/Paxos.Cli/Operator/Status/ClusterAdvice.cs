using Paxos.Cli.Operator.Cluster;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Cli.Operator.Status;

/// <summary>One thing that a person can do next.</summary>
/// <param name="Reason">Because of what, in one word.</param>
/// <param name="Text">What to do.</param>
internal sealed record NextStep(string Reason, string Text);

/// <summary>What a person can do next, the most pressing first: about the operator, then about conditions that ask for somebody.</summary>
internal static class ClusterAdvice
{
    private const string Warning = "Warning";

    /// <summary>All of it; empty where nothing has to be done.</summary>
    public static IReadOnlyList<NextStep> Of(ClusterFindings found)
    {
        var steps = new List<NextStep>();
        AddOperator(steps, found);
        foreach (var condition in found.Problems.Where(ConditionReport.NeedsPerson))
        {
            if (NextSteps.Of(found.Cluster, condition.Reason, condition.Message) is { } text && steps.All(step => step.Text != text))
            {
                steps.Add(new NextStep(condition.Reason, text));
            }
        }

        AddFailures(steps, found);
        return steps;
    }

    private static void AddOperator(List<NextStep> steps, ClusterFindings found)
    {
        var (isBehind, what) = !found.HasStatus
            ? (true, "No operator has looked at this cluster yet.")
            : (found.IsOutdated, found.IsOutdated ? "The operator has not seen the newest spec yet: this is of an older one." : "");
        var (runs, deployments) = (found.Operator.Runs, found.Operator.Deployments);
        if (runs == false && deployments is [var stopped, ..])
        {
            steps.Add(new NextStep("OperatorNotReady", Join(
                what,
                $"Its Deployment {OperatorPresence.NameOf(stopped)} has no ready pod, so what is shown may be old: kubectl describe pods "
                    + $"-n {stopped["metadata"]?["namespace"]} -l {OperatorPresence.Selector}.")));
        }
        else if (runs == false)
        {
            steps.Add(new NextStep("OperatorMissing", Join(
                what,
                $"No Deployment labelled {OperatorPresence.Selector} keeps this namespace: install the operator, for example with helm "
                    + "install paxos-operator charts/paxos-operator.")));
        }
        else if (isBehind)
        {
            steps.Add(new NextStep("OperatorBehind", Join(
                what,
                deployments is [var running, ..]
                    ? $"If that stays so, read its log: kubectl logs -n {running["metadata"]?["namespace"]} "
                        + $"deploy/{running["metadata"]?["name"]} --tail=50."
                    : "See whether it runs.")));
        }
    }

    // What Kubernetes refuses is tried again, and each refusal is an event; one that is older than the trouble has been got over.
    private static void AddFailures(List<NextStep> steps, ClusterFindings found)
    {
        var unready = found.Find(ConditionReport.Ready) is { Status: not "True" } ready ? ready : null;
        var refused = found.Events?.LastOrDefault(one => one is { Type: Warning, Reason: Reasons.ActionFailed });
        if (unready is not null && refused is not null && refused.LastSeen >= unready.LastTransitionTime
            && steps.All(step => step.Reason != refused.Reason))
        {
            var step = NextSteps.Of(found.Cluster, refused.Reason, refused.Message);
            steps.Add(new NextStep(refused.Reason, $"{refused.Message.TrimEnd('.')}. {step}"));
        }
    }

    private static string Join(string first, string second) => first.Length == 0 ? second : $"{first} {second}";
}
