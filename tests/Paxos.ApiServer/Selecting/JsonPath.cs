using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Paxos.ApiServer.Selecting;

/// <summary>The part of JSONPath that printer columns and scale paths use: fields, an index, and a filter by one field's value.</summary>
internal static partial class JsonPath
{
    /// <summary>The value at a path such as <c>.status.conditions[?(@.type=="Ready")].status</c>; null when there is none.</summary>
    public static JsonNode? Find(JsonNode? value, string path)
    {
        foreach (Match step in Steps().Matches(path))
        {
            value = Step(value, step);
        }

        return value;
    }

    /// <summary>Sets the value at a path of plain fields.</summary>
    public static void Set(JsonObject value, string path, JsonNode? wanted)
    {
        var names = path.Split('.', StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names[..^1])
        {
            value[name] ??= new JsonObject();
            value = (JsonObject)value[name]!;
        }

        value[names[^1]] = wanted;
    }

    private static JsonNode? Step(JsonNode? value, Match step)
    {
        if (step.Groups["field"].Success)
        {
            return (value as JsonObject)?[step.Groups["field"].Value.Replace("\\.", ".", StringComparison.Ordinal)];
        }

        if (step.Groups["index"].Success)
        {
            var index = int.Parse(step.Groups["index"].Value, CultureInfo.InvariantCulture);
            return value is JsonArray items && index < items.Count ? items[index] : null;
        }

        var name = step.Groups["name"].Value;
        return (value as JsonArray)?.FirstOrDefault(item => item?[name]?.ToString() == step.Groups["value"].Value);
    }

    [GeneratedRegex("""\.(?<field>(?:[^.\[\\]|\\.)+)|\[(?<index>\d+)\]|\[\?\(@\.(?<name>\w+)\s*==\s*["'](?<value>[^"']*)["']\)\]""")]
    private static partial Regex Steps();
}
