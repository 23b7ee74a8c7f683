using System.Text.Json.Nodes;

namespace Paxos.Operator.Runtime.Client;

/// <summary>Whether a status says something new. Times of transition say nothing by themselves.</summary>
internal static class StatusDifference
{
    private const string Transition = "lastTransitionTime";

    /// <summary>
    /// The status to write: the wanted one, where each condition whose status stayed keeps the time since when it is so; null when that
    /// is what there is already.
    /// </summary>
    public static JsonObject? Of(JsonObject? current, JsonObject wanted)
    {
        var result = (JsonObject)wanted.DeepClone();
        foreach (var condition in (result["conditions"] as JsonArray ?? []).OfType<JsonObject>())
        {
            var before = (current?["conditions"] as JsonArray ?? []).OfType<JsonObject>()
                .FirstOrDefault(other => (string?)other["type"] == (string?)condition["type"]);
            if (before?[Transition] is { } since && (string?)before["status"] == (string?)condition["status"])
            {
                condition[Transition] = since.DeepClone();
            }
        }

        return JsonNode.DeepEquals(current, result) ? null : result;
    }
}
