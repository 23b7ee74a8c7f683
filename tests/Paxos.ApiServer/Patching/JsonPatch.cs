using System.Globalization;
using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Patching;

/// <summary>RFC 6902: operations on places.</summary>
internal static class JsonPatch
{
    /// <summary>What an object is after all operations.</summary>
    /// <exception cref="ApiException">An operation is unknown, names no place, or its test fails.</exception>
    public static JsonObject Apply(JsonObject value, JsonArray operations)
    {
        var result = (JsonObject)value.DeepClone();
        foreach (var operation in operations)
        {
            Run(result, (string?)operation!["op"] ?? "", (string?)operation["path"] ?? "", operation);
        }

        return result;
    }

    private static void Run(JsonObject root, string kind, string path, JsonNode operation)
    {
        switch (kind)
        {
            case "test" when JsonNode.DeepEquals(Find(root, path), operation["value"]):
                break;
            case "test":
                throw new ApiException(422, "Invalid", $"testing value {path} failed: test failed");
            case "add":
                Add(root, path, operation["value"]);
                break;
            case "replace":
                Remove(root, path);
                Add(root, path, operation["value"]);
                break;
            case "remove":
                Remove(root, path);
                break;
            case "copy" or "move":
                var from = (string?)operation["from"] ?? "";
                var moved = Find(root, from)?.DeepClone();
                if (kind == "move")
                {
                    Remove(root, from);
                }

                Add(root, path, moved);
                break;
            default:
                throw ApiException.BadRequest($"JSON patch knows no operation \"{kind}\"");
        }
    }

    private static string[] Steps(string path) =>
        [.. path.Split('/').Skip(1).Select(Unescape)];

    private static string Unescape(string step) =>
        step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);

    private static JsonNode? Find(JsonNode root, string path) => Steps(path).Aggregate((JsonNode?)root, Step);

    private static JsonNode? Step(JsonNode? node, string step) => node switch
    {
        JsonObject fields => fields[step],
        JsonArray items when int.TryParse(step, CultureInfo.InvariantCulture, out var index) && index < items.Count => items[index],
        _ => null,
    };

    private static (JsonNode Parent, string Last) Place(JsonNode root, string path)
    {
        var steps = Steps(path);
        var parent = steps[..^1].Aggregate((JsonNode?)root, Step);
        return (parent ?? throw ApiException.BadRequest($"JSON patch: there is nothing at \"{path}\""), steps[^1]);
    }

    private static void Add(JsonNode root, string path, JsonNode? value)
    {
        var (parent, last) = Place(root, path);
        if (parent is JsonArray items)
        {
            items.Insert(last == "-" ? items.Count : int.Parse(last, CultureInfo.InvariantCulture), value?.DeepClone());
        }
        else
        {
            ((JsonObject)parent)[last] = value?.DeepClone();
        }
    }

    private static void Remove(JsonNode root, string path)
    {
        var (parent, last) = Place(root, path);
        if (Step(parent, last) is null)
        {
            throw new ApiException(422, "Invalid", $"JSON patch: there is nothing at \"{path}\"");
        }

        if (parent is JsonArray items)
        {
            items.RemoveAt(int.Parse(last, CultureInfo.InvariantCulture));
        }
        else
        {
            ((JsonObject)parent).Remove(last);
        }
    }
}
