using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Selecting;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Serving;

/// <summary>Lists, whole or by pages. A page shows objects as they are when it is asked for, not as they were at the first page.</summary>
internal sealed class Listing(ObjectStore store, Tables tables)
{
    /// <summary>The objects that a request asks for.</summary>
    public IReadOnlyList<JsonObject> Selected(Target target, Query query)
    {
        var labels = LabelSelector.Parse(query["labelSelector"]);
        var fields = FieldSelector.Parse(query["fieldSelector"]);
        return [.. store.List(target.Type, target.Namespace).Objects.Where(value => labels.Matches(value) && fields.Matches(value))];
    }

    /// <summary>The answer to a list.</summary>
    /// <exception cref="ApiException">The token to go on with is too old, or none.</exception>
    public JsonObject Answer(HttpRequest request, Target target, Query query)
    {
        lock (store.Gate)
        {
            var version = store.Version.ToString(CultureInfo.InvariantCulture);
            IReadOnlyList<JsonObject> objects = Selected(target, query);
            if (query["continue"] is { Length: > 0 } token)
            {
                (version, objects) = GoOn(token, objects);
            }

            string? next = null;
            if (int.TryParse(query["limit"], CultureInfo.InvariantCulture, out var limit) && limit > 0 && objects.Count > limit)
            {
                objects = [.. objects.Take(limit)];
                next = Token(version, objects[^1]);
            }

            return Tables.IsWanted(request)
                ? tables.Of(target.Type, objects, version, next, query["includeObject"] == "Object")
                : List(target.Type, objects, version, next);
        }
    }

    /// <summary>Objects as rows.</summary>
    public JsonObject Table(ResourceType type, IEnumerable<JsonObject> objects, string version) =>
        tables.Of(type, objects, version, null, wholeObjects: false);

    private static JsonObject List(ResourceType type, IEnumerable<JsonObject> objects, string version, string? next) => new()
    {
        ["kind"] = type.Kind + "List",
        ["apiVersion"] = type.GroupVersion,
        ["metadata"] = new JsonObject { ["resourceVersion"] = version, ["continue"] = next },
        ["items"] = new JsonArray([.. objects.Select(value => value.DeepClone())]),
    };

    private (string Version, IReadOnlyList<JsonObject> Objects) GoOn(string token, IReadOnlyList<JsonObject> objects)
    {
        var parts = Encoding.UTF8.GetString(Convert.FromBase64String(token)).Split('\n');
        if (store.ChangesAfter(long.Parse(parts[0], CultureInfo.InvariantCulture), "") is null)
        {
            throw new ApiException(410, "Expired", "The provided continue parameter is too old to display a consistent list result.");
        }

        var last = new ObjectKey(parts[1], parts[2]);
        return (parts[0], [.. objects.Where(value => KeyOf(value).CompareTo(last) > 0)]);
    }

    private static string Token(string version, JsonObject last) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{version}\n{KeyOf(last).Namespace}\n{KeyOf(last).Name}"));

    private static ObjectKey KeyOf(JsonObject value) =>
        new((string?)value["metadata"]!["namespace"] ?? "", (string)value["metadata"]!["name"]!);
}
