using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Planning;

/// <summary>Whether an object has to be applied.</summary>
internal static class ObjectComparison
{
    /// <summary>
    /// Whether anything that is wanted is missing or different, or was applied by other rules than today's, so that something may have to
    /// be taken away. What others have added is left alone: servers and their webhooks fill in a lot.
    /// </summary>
    public static bool IsDifferent(IKubernetesObject<V1ObjectMeta> wanted, IKubernetesObject<V1ObjectMeta> present) =>
        !Holds(Compared(wanted), ObjectJson.Of(present));

    // Of a claim's spec only the size can change, which is a matter of its own.
    private static JsonObject Compared(IKubernetesObject<V1ObjectMeta> wanted)
    {
        var content = ObjectJson.Of(wanted);
        if (wanted is V1PersistentVolumeClaim)
        {
            content.Remove("spec");
        }

        return content;
    }

    private static bool Holds(JsonNode? wanted, JsonNode? present) => (wanted, present) switch
    {
        (JsonObject members, JsonObject others) => members.All(member => IsHeader(member.Key) || Holds(member.Value, others[member.Key])),
        (JsonArray items, JsonArray others) => items.Count == others.Count && items.Zip(others).All(pair => Holds(pair.First, pair.Second)),
        _ => JsonNode.DeepEquals(wanted, present),
    };

    // Items of a list come without kind and version.
    private static bool IsHeader(string name) => name is "apiVersion" or "kind";
}
