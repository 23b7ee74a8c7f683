using System.Text.Json.Nodes;
using Paxos.Cli.Operator.Cluster;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Cli.Operator.Status;

/// <summary>
/// The findings for programs; operator/README.md tells the fields. It has times and no ages, so that it changes only when the cluster does.
/// </summary>
internal static class StatusDocument
{
    /// <summary>Makes it.</summary>
    public static JsonObject Of(ClusterFindings found)
    {
        var (cluster, said) = (found.Cluster, StatusJson.Write(found.Said));
        return new JsonObject
        {
            ["name"] = cluster.Metadata.Name,
            ["namespace"] = cluster.Metadata.Namespace,
            ["server"] = found.Target.Connection.Host,
            ["createdAt"] = Time(cluster.Metadata.CreationTimestamp),
            ["generation"] = cluster.Metadata.Generation,
            ["observedGeneration"] = found.Said.ObservedGeneration,
            ["phase"] = found.Said.Phase,
            ["ready"] = found.Find(ConditionReport.Ready)?.Status == "True" && !found.IsOutdated,
            ["quorumAvailable"] = found.Find(ConditionReport.QuorumAvailable)?.Status == "True",
            ["clusterId"] = found.Said.ClusterId,
            ["leader"] = Copy(said, "leader"),
            ["version"] = Copy(said, "version"),
            ["endpoints"] = Copy(said, "endpoints"),
            ["roles"] = new JsonObject
            {
                ["acceptors"] = Copy(said, "acceptors"),
                ["proposers"] = Copy(said, "proposers"),
                ["learners"] = Copy(said, "learners"),
                ["clients"] = Copy(said, "clients"),
            },
            ["members"] = Copy(said, "members"),
            ["rollout"] = Copy(said, "rollout"),
            ["problems"] = new JsonArray([.. found.Problems.Select(condition => Copy(said, condition))]),
            ["operator"] = Operator(found.Operator),
            ["events"] = found.Events is { } events ? new JsonArray([.. events.Select(Event)]) : null,
            ["nextSteps"] = new JsonArray([.. ClusterAdvice.Of(found).Select(step => new JsonObject
            {
                ["reason"] = step.Reason,
                ["text"] = step.Text,
            })]),
        };
    }

    private static JsonObject Operator(OperatorPresence presence) => new()
    {
        ["runs"] = presence.Runs,
        ["obstacle"] = presence.Obstacle.Length == 0 ? null : presence.Obstacle,
        ["deployments"] = presence.Deployments is { } deployments
            ? new JsonArray([.. deployments.Select(one => new JsonObject
            {
                ["namespace"] = (string?)one["metadata"]?["namespace"],
                ["name"] = (string?)one["metadata"]?["name"],
                ["ready"] = OperatorPresence.ReadyOf(one),
                ["wanted"] = OperatorPresence.WantedOf(one),
            })])
            : null,
    };

    private static JsonObject Event(RecentEvent one) => new()
    {
        ["lastSeen"] = Time(one.LastSeen),
        ["type"] = one.Type,
        ["reason"] = one.Reason,
        ["count"] = one.Count,
        ["message"] = one.Message,
    };

    private static JsonNode? Copy(JsonObject said, string name) => said[name]?.DeepClone();

    private static JsonNode? Copy(JsonObject said, StatusCondition condition) => said["conditions"]!.AsArray()
        .First(one => (string?)one!["type"] == condition.Type)!.DeepClone();

    private static string? Time(DateTimeOffset? time) =>
        time?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);
}
