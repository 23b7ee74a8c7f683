using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Selecting;

namespace Paxos.ApiServer.Serving;

/// <summary>Objects as rows, for <c>kubectl get</c>.</summary>
internal sealed class Tables(TimeProvider time)
{
    /// <summary>Whether a request asks for rows.</summary>
    public static bool IsWanted(HttpRequest request) =>
        request.Headers.Accept.ToString().Contains("as=Table", StringComparison.Ordinal);

    /// <summary>The rows of some objects.</summary>
    public JsonObject Of(ResourceType type, IEnumerable<JsonObject> objects, string version, string? next, bool wholeObjects) => new()
    {
        ["kind"] = "Table",
        ["apiVersion"] = "meta.k8s.io/v1",
        ["metadata"] = new JsonObject { ["resourceVersion"] = version, ["continue"] = next },
        ["columnDefinitions"] = new JsonArray([.. type.Columns.Prepend(Name).Select(Definition)]),
        ["rows"] = new JsonArray([.. objects.Select(value => Row(type, value, wholeObjects))]),
    };

    private static readonly PrinterColumn Name = new("Name", "string", ".metadata.name");

    private static JsonObject Definition(PrinterColumn column) => new()
    {
        ["name"] = column.Name,
        ["type"] = column.Type == "date" ? "string" : column.Type,
        ["format"] = column == Name ? "name" : "",
        ["description"] = column.Description,
        ["priority"] = column.Priority,
    };

    private JsonObject Row(ResourceType type, JsonObject value, bool wholeObjects) => new()
    {
        ["cells"] = new JsonArray([.. type.Columns.Prepend(Name).Select(column => Cell(column, value))]),
        ["object"] = wholeObjects
            ? value.DeepClone()
            : new JsonObject
            {
                ["kind"] = "PartialObjectMetadata",
                ["apiVersion"] = "meta.k8s.io/v1",
                ["metadata"] = value["metadata"]!.DeepClone(),
            },
    };

    private JsonNode? Cell(PrinterColumn column, JsonObject value)
    {
        var found = JsonPath.Find(value, column.Path);
        return column.Type switch
        {
            "date" when found is null => "<unknown>",
            "date" => Age(found.ToString()),
            "integer" or "number" or "boolean" => found?.DeepClone(),
            _ => found is JsonValue scalar && scalar.GetValueKind() == JsonValueKind.String ? found.DeepClone() : found?.ToJsonString(),
        };
    }

    private string Age(string text)
    {
        var age = time.GetUtcNow() - DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return age switch
        {
            { TotalSeconds: < 120 } => $"{(long)age.TotalSeconds}s",
            { TotalMinutes: < 120 } => $"{(long)age.TotalMinutes}m",
            { TotalHours: < 48 } => $"{(long)age.TotalHours}h",
            _ => $"{(long)age.TotalDays}d",
        };
    }
}
