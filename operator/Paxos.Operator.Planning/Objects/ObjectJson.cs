using System.Text.Json.Nodes;
using k8s;

namespace Paxos.Operator.Planning.Objects;

/// <summary>An object as JSON, amounts in the server's own form, so that what was asked for and what is there can be compared.</summary>
internal static class ObjectJson
{
    /// <summary>Makes it.</summary>
    public static JsonObject Of(object value) => JsonNode.Parse(KubernetesJson.Serialize(value))!.AsObject();
}
