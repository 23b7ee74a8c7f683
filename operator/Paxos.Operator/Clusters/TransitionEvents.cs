using System.Globalization;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Reporting;
using Paxos.Operator.Runtime;

namespace Paxos.Operator.Clusters;

/// <summary>Tells people what changed: one event for each transition, none for what stays as it is.</summary>
internal sealed class TransitionEvents(EventPublisher publish)
{
    /// <summary>Subjects that one message names; the rest is counted.</summary>
    private const int SubjectsMax = 4;

    /// <summary>Actions were done, those of one reason together.</summary>
    public async Task DoneAsync(ClusterResource entity, IReadOnlyList<PlannedAction> done, CancellationToken cancellationToken)
    {
        foreach (var group in done.GroupBy(action => action.Reason))
        {
            var subjects = group.Select(action => action.Subject).ToList();
            var more = subjects.Count > SubjectsMax
                ? string.Create(CultureInfo.InvariantCulture, $" and {subjects.Count - SubjectsMax} more")
                : "";
            await publish(
                entity, group.Key, $"{Verb(group.First())} {string.Join(", ", subjects.Take(SubjectsMax))}{more}.",
                cancellationToken: cancellationToken);
        }
    }

    /// <summary>Actions were not done.</summary>
    public Task FailedAsync(ClusterResource entity, string why, CancellationToken cancellationToken) =>
        publish(entity, Reasons.ActionFailed, why, EventType.Warning, cancellationToken);

    /// <summary>The status changed.</summary>
    public async Task ChangedAsync(ClusterResource entity, ClusterStatus before, ClusterStatus now, CancellationToken cancellationToken)
    {
        foreach (var condition in now.Conditions)
        {
            var known = before.Conditions.FirstOrDefault(other => other.Type == condition.Type);
            if (known?.Status != condition.Status || known.Reason != condition.Reason)
            {
                await publish(entity, condition.Reason, condition.Message, TypeOf(condition), cancellationToken);
            }
        }

        if (now.Leader is { } leader && leader.Name != before.Leader?.Name)
        {
            await publish(entity, "LeaderChanged", $"{leader.Name} leads at ballot {leader.Ballot}.", cancellationToken: cancellationToken);
        }
    }

    private static EventType TypeOf(StatusCondition condition) => (condition.Type, condition.Status) switch
    {
        (ConditionReport.Degraded or ConditionReport.Stalled, "True") => EventType.Warning,
        (ConditionReport.QuorumAvailable, "False") when condition.Reason != "NotFormed" => EventType.Warning,
        _ => EventType.Normal,
    };

    private static string Verb(PlannedAction action) => action switch
    {
        DeletePod or DeleteObject => "Deleted",
        HandOver => "Asked to hand over:",
        GrowClaim => "Grew",
        _ => "Applied",
    };
}
