using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Schema;

/// <summary>Takes out what a structural schema does not know, and puts in its defaults.</summary>
internal static class Pruning
{
    /// <summary>Removes unknown fields and returns their paths.</summary>
    public static IReadOnlyList<string> Prune(JsonNode? value, JsonObject schema)
    {
        var unknown = new List<string>();
        Prune(value, schema, "", isRoot: true, unknown);
        return unknown;
    }

    /// <summary>Puts in the defaults of fields that are missing.</summary>
    public static void Default(JsonNode? value, JsonObject? schema)
    {
        if (value is JsonObject fields)
        {
            foreach (var (name, property) in schema?["properties"] as JsonObject ?? [])
            {
                if (!fields.ContainsKey(name) && property is JsonObject { } known && known.TryGetPropertyValue("default", out var fallback))
                {
                    fields[name] = fallback?.DeepClone();
                }
            }

            foreach (var (name, child) in fields)
            {
                Default(child, schema?["properties"]?[name] as JsonObject ?? schema?["additionalProperties"] as JsonObject);
            }
        }
        else if (value is JsonArray items)
        {
            foreach (var item in items)
            {
                Default(item, schema?["items"] as JsonObject);
            }
        }
    }

    private static void Prune(JsonNode? value, JsonObject? schema, string path, bool isRoot, List<string> unknown)
    {
        if (value is JsonArray items)
        {
            for (var i = 0; i < items.Count; i++)
            {
                Prune(items[i], schema?["items"] as JsonObject, $"{path}[{i}]", isRoot: false, unknown);
            }
        }

        if (value is not JsonObject fields)
        {
            return;
        }

        var keepsUnknown = (bool?)schema?["x-kubernetes-preserve-unknown-fields"] == true;
        var properties = schema?["properties"] as JsonObject;
        var additional = schema?["additionalProperties"];
        foreach (var (name, child) in fields.ToList())
        {
            var place = path.Length == 0 ? name : $"{path}.{name}";
            if (properties?[name] is JsonObject known && !(isRoot && name == "metadata"))
            {
                Prune(child, known, place, isRoot: false, unknown);
            }
            else if (isRoot && name is "apiVersion" or "kind" or "metadata" || additional is JsonValue)
            {
                continue;
            }
            else if (additional is JsonObject values)
            {
                Prune(child, values, place, isRoot: false, unknown);
            }
            else if (!keepsUnknown)
            {
                unknown.Add(place);
                fields.Remove(name);
            }
        }
    }
}
