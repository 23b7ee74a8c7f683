using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Serving;

/// <summary>
/// OpenAPI 3 as far as kubectl asks for it: custom kinds with their schema for <c>kubectl explain</c>, and of every kind the patch with
/// the parameters that say that the server validates. Kinds that are built in have no fields here.
/// </summary>
internal sealed class OpenApi(ResourceCatalog catalog)
{
    /// <summary>The answer for a path; null when it is none of OpenAPI's.</summary>
    public JsonObject? Answer(string path)
    {
        const string Root = "/openapi/v3";
        if (path == Root)
        {
            return Index();
        }

        return path.StartsWith(Root + "/", StringComparison.Ordinal) ? Document(path[(Root.Length + 1)..]) : null;
    }

    private JsonObject Index()
    {
        var paths = new JsonObject();
        foreach (var type in catalog.All.DistinctBy(type => type.GroupVersion))
        {
            paths[PathOf(type)] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{PathOf(type)}" };
        }

        return new JsonObject { ["paths"] = paths };
    }

    private JsonObject Document(string path)
    {
        var types = catalog.All.Where(type => PathOf(type) == path).ToList();
        if (types.Count == 0)
        {
            throw ApiException.NoSuchPath();
        }

        var paths = new JsonObject();
        var schemas = new JsonObject();
        foreach (var type in types)
        {
            var space = type.IsNamespaced ? "namespaces/{namespace}/" : "";
            paths[$"/{path}/{space}{type.Plural}/{{name}}"] = new JsonObject { ["patch"] = Patch(type) };
            schemas[NameOf(type)] = Schema(type);
        }

        schemas["ObjectMeta"] = Metadata();
        return new JsonObject
        {
            ["openapi"] = "3.0.0",
            ["info"] = new JsonObject { ["title"] = "Kubernetes", ["version"] = "v1.35.0" },
            ["paths"] = paths,
            ["components"] = new JsonObject { ["schemas"] = schemas },
        };
    }

    private static JsonObject Patch(ResourceType type) => new()
    {
        ["operationId"] = $"patch{type.Kind}",
        ["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldManager"), Parameter("fieldValidation"), Parameter("force")),
        ["requestBody"] = new JsonObject
        {
            ["content"] = new JsonObject
            {
                ["application/apply-patch+yaml"] = new JsonObject(),
                ["application/json-patch+json"] = new JsonObject(),
                ["application/merge-patch+json"] = new JsonObject(),
            },
        },
        ["responses"] = new JsonObject(),
        ["x-kubernetes-action"] = "patch",
        ["x-kubernetes-group-version-kind"] = GroupVersionKind(type),
    };

    private static JsonObject Parameter(string name) =>
        new() { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string" } };

    private static JsonObject Schema(ResourceType type)
    {
        var schema = (JsonObject)(type.Schema?.DeepClone()
            ?? new JsonObject { ["type"] = "object", ["description"] = $"{type.Kind}, without its fields: this is a server for tests." });
        schema["properties"] ??= new JsonObject();
        schema["properties"]!["apiVersion"] ??= Text("The version of this representation of an object.");
        schema["properties"]!["kind"] ??= Text("The kind of this object.");
        schema["properties"]!["metadata"] = new JsonObject
        {
            ["description"] = "Standard object's metadata.",
            ["allOf"] = new JsonArray(new JsonObject { ["$ref"] = "#/components/schemas/ObjectMeta" }),
        };
        schema["x-kubernetes-group-version-kind"] = new JsonArray(GroupVersionKind(type));
        return schema;
    }

    private static JsonObject Metadata() => new()
    {
        ["type"] = "object",
        ["description"] = "Metadata that all persisted resources have.",
        ["properties"] = new JsonObject { ["name"] = Text("The name."), ["namespace"] = Text("The namespace.") },
    };

    private static JsonObject Text(string description) => new() { ["type"] = "string", ["description"] = description };

    private static JsonObject GroupVersionKind(ResourceType type) =>
        new() { ["group"] = type.Group, ["version"] = type.Version, ["kind"] = type.Kind };

    private static string NameOf(ResourceType type) => $"{(type.Group.Length == 0 ? "core" : type.Group)}.{type.Version}.{type.Kind}";

    private static string PathOf(ResourceType type) => type.Group.Length == 0 ? $"api/{type.Version}" : $"apis/{type.Group}/{type.Version}";
}
