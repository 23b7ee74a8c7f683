using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;

namespace Paxos.Operator.Planning.Reporting;

/// <summary>Gathers conditions; one whose status did not change keeps its time.</summary>
internal sealed class ConditionList(PaxosCluster cluster, DateTimeOffset now)
{
    private readonly List<StatusCondition> all = [];

    /// <summary>All of them, in the order in which they were added.</summary>
    public IReadOnlyList<StatusCondition> All => all;

    /// <summary>Adds one.</summary>
    public void Add(string type, bool isTrue, string reason, string message)
    {
        var status = isTrue ? "True" : "False";
        var before = cluster.Status.Conditions.FirstOrDefault(condition => condition.Type == type);
        all.Add(new StatusCondition
        {
            Type = type,
            Status = status,
            Reason = reason,
            Message = message,
            ObservedGeneration = cluster.Metadata.Generation,
            LastTransitionTime = before?.Status == status ? before.LastTransitionTime : now,
        });
    }
}
