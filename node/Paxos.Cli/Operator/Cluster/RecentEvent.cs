using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>Events of one object that say the same, as one.</summary>
/// <param name="LastSeen">When it was last told.</param>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Reason">Why, in one word.</param>
/// <param name="Count">How often it was told.</param>
/// <param name="Message">What.</param>
internal sealed record RecentEvent(DateTimeOffset LastSeen, string Type, string Reason, long Count, string Message)
{
    /// <summary>Reads the newest events of an object, the newest last.</summary>
    /// <param name="api">The server.</param>
    /// <param name="uid">The object's identity.</param>
    /// <param name="countMax">How many at most.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public static async Task<IReadOnlyList<RecentEvent>> ReadAsync(
        ClusterApi api, string uid, int countMax, CancellationToken cancellationToken)
    {
        var events = await api.ListAsync(
            EntityType.Of<Corev1Event>(), api.Target.Namespace, null, $"involvedObject.uid={uid}", cancellationToken);
        return
        [
            .. events.Select(Of)
                .GroupBy(one => (one.Type, one.Reason, one.Message))
                .Select(same => same.MaxBy(one => one.LastSeen)! with { Count = same.Sum(one => one.Count) })
                .OrderBy(one => one.LastSeen)
                .ThenBy(one => one.Reason, StringComparer.Ordinal)
                .TakeLast(countMax),
        ];
    }

    private static RecentEvent Of(JsonObject one) => new(
        Time(one["series"]?["lastObservedTime"]) ?? Time(one["lastTimestamp"]) ?? Time(one["eventTime"])
            ?? Time(one["metadata"]?["creationTimestamp"]) ?? DateTimeOffset.MinValue,
        (string?)one["type"] ?? "",
        (string?)one["reason"] ?? "",
        (long?)one["series"]?["count"] ?? (long?)one["count"] ?? 1,
        (string?)one["message"] ?? "");

    private static DateTimeOffset? Time(JsonNode? value) =>
        DateTimeOffset.TryParse(value?.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : null;
}
