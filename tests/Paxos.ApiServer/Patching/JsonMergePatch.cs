using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Patching;

/// <summary>RFC 7386: objects are merged, null takes out, everything else replaces.</summary>
internal static class JsonMergePatch
{
    /// <summary>What a value is after the patch.</summary>
    public static JsonNode? Apply(JsonNode? value, JsonNode? patch)
    {
        if (patch is not JsonObject changes)
        {
            return patch?.DeepClone();
        }

        var result = value is JsonObject ? (JsonObject)value.DeepClone() : [];
        foreach (var (name, change) in changes)
        {
            if (change is null)
            {
                result.Remove(name);
            }
            else
            {
                result[name] = Apply(result[name], change);
            }
        }

        return result;
    }
}
