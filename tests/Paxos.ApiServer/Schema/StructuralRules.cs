using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Schema;

/// <summary>What a schema must keep to be structural; a real API server refuses a definition that does not.</summary>
internal static class StructuralRules
{
    /// <summary>What is wrong with a schema, each with its field.</summary>
    public static IReadOnlyList<(string Field, string Message)> Check(JsonObject schema, string path)
    {
        var findings = new List<(string, string)>();
        if ((string?)schema["type"] != "object")
        {
            findings.Add(($"{path}.type", "Invalid value: must be object at the root"));
        }

        Visit(schema, path, findings);
        return findings;
    }

    /// <summary>Whether any part of a schema has rules in CEL, which are not run here.</summary>
    public static bool HasRules(JsonNode? schema) => schema switch
    {
        JsonObject fields => fields.ContainsKey("x-kubernetes-validations") || fields.Any(field => HasRules(field.Value)),
        JsonArray items => items.Any(HasRules),
        _ => false,
    };

    private static void Visit(JsonObject schema, string path, List<(string Field, string Message)> findings)
    {
        var isFree = (bool?)schema["x-kubernetes-int-or-string"] == true || (bool?)schema["x-kubernetes-preserve-unknown-fields"] == true;
        if (schema["type"] is null && !isFree)
        {
            findings.Add(($"{path}.type", "Required value: must not be empty for specified object fields"));
        }

        if (schema.ContainsKey("properties") && schema.ContainsKey("additionalProperties"))
        {
            findings.Add(($"{path}.additionalProperties", "Forbidden: additionalProperties and properties are mutual exclusive"));
        }

        if (schema["default"] is { } value)
        {
            var pruned = value.DeepClone();
            findings.AddRange(Validation.Check(pruned, schema, $"{path}.default"));
        }

        if ((string?)schema["type"] == "array" && schema["items"] is not JsonObject)
        {
            findings.Add(($"{path}.items", "Required value: must be specified"));
        }

        Keys(schema, path, findings);
        foreach (var (name, child) in schema["properties"] as JsonObject ?? [])
        {
            Visit((JsonObject)child!, $"{path}.properties[{name}]", findings);
        }

        foreach (var inner in new[] { "items", "additionalProperties" })
        {
            if (schema[inner] is JsonObject child)
            {
                Visit(child, $"{path}.{inner}", findings);
            }
        }
    }

    private static void Keys(JsonObject schema, string path, List<(string Field, string Message)> findings)
    {
        if ((string?)schema["x-kubernetes-list-type"] != "map")
        {
            return;
        }

        var keys = (schema["x-kubernetes-list-map-keys"] as JsonArray ?? []).Select(key => (string)key!).ToList();
        if (keys.Count == 0)
        {
            findings.Add(($"{path}.x-kubernetes-list-map-keys", "Required value: must not be empty if x-kubernetes-list-type is map"));
        }

        var required = (schema["items"]?["required"] as JsonArray ?? []).Select(name => (string)name!).ToHashSet();
        foreach (var key in keys.Where(key => !required.Contains(key) && schema["items"]?["properties"]?[key]?["default"] is null))
        {
            findings.Add(($"{path}.items.properties[{key}].default", "Required value: this property is in x-kubernetes-list-map-keys, so "
                + "it must have a default or be a required property"));
        }
    }
}
