using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Serving;

/// <summary>Which groups, versions and kinds there are.</summary>
internal sealed class Discovery(ResourceCatalog catalog)
{
    private static readonly string[] Verbs =
        ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>The answer for a path; null when it is none of discovery's.</summary>
    public JsonObject? Answer(string path)
    {
        var parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        return parts switch
        {
            ["api"] => new JsonObject { ["kind"] = "APIVersions", ["versions"] = new JsonArray("v1") },
            ["apis"] => Groups(),
            ["api", "v1"] => Resources("", "v1"),
            ["apis", var group] => Group(group),
            ["apis", var group, var version] => Resources(group, version),
            ["version"] => Version(),
            _ => null,
        };
    }

    /// <summary>The versions of a group, such as <c>apps/v1</c>.</summary>
    public IEnumerable<string> GroupVersions => catalog.All.Select(type => type.GroupVersion).Distinct();

    private JsonObject Groups() => new()
    {
        ["kind"] = "APIGroupList",
        ["apiVersion"] = "v1",
        ["groups"] = new JsonArray([.. catalog.All.Where(type => type.Group.Length > 0).GroupBy(type => type.Group).Select(Group)]),
    };

    private JsonObject Group(string group) =>
        Group(catalog.All.GroupBy(type => type.Group).FirstOrDefault(types => types.Key == group) ?? throw ApiException.NoSuchPath());

    private static JsonObject Group(IGrouping<string, ResourceType> types)
    {
        var versions = types.Select(type => new JsonObject { ["groupVersion"] = type.GroupVersion, ["version"] = type.Version })
            .DistinctBy(version => (string)version["version"]!)
            .ToList();
        return new JsonObject
        {
            ["kind"] = "APIGroup",
            ["apiVersion"] = "v1",
            ["name"] = types.Key,
            ["versions"] = new JsonArray([.. versions]),
            ["preferredVersion"] = versions[0].DeepClone(),
        };
    }

    private JsonObject Resources(string group, string version)
    {
        var types = catalog.All.Where(type => type.Group == group && type.Version == version).ToList();
        return types.Count == 0
            ? throw ApiException.NoSuchPath()
            : new JsonObject
            {
                ["kind"] = "APIResourceList",
                ["apiVersion"] = "v1",
                ["groupVersion"] = types[0].GroupVersion,
                ["resources"] = new JsonArray([.. types.SelectMany(Resource)]),
            };
    }

    private static IEnumerable<JsonObject> Resource(ResourceType type)
    {
        yield return new JsonObject
        {
            ["name"] = type.Plural,
            ["singularName"] = type.Singular,
            ["namespaced"] = type.IsNamespaced,
            ["kind"] = type.Kind,
            ["verbs"] = Texts(Verbs),
            ["shortNames"] = Texts(type.ShortNames),
            ["categories"] = Texts(type.Categories),
        };
        if (type.HasStatus)
        {
            yield return Subresource(type, "status", type.Kind);
        }

        if (type.Scale is not null)
        {
            var scale = Subresource(type, "scale", "Scale");
            scale["group"] = "autoscaling";
            scale["version"] = "v1";
            yield return scale;
        }
    }

    private static JsonObject Subresource(ResourceType type, string name, string kind) => new()
    {
        ["name"] = $"{type.Plural}/{name}",
        ["singularName"] = "",
        ["namespaced"] = type.IsNamespaced,
        ["kind"] = kind,
        ["verbs"] = Texts(["get", "patch", "update"]),
    };

    // What helm and kubectl compare with is the version; the rest says who this is.
    private static JsonObject Version() => new()
    {
        ["major"] = "1",
        ["minor"] = "35",
        ["gitVersion"] = "v1.35.0-paxos-test",
        ["gitCommit"] = "",
        ["gitTreeState"] = "clean",
        ["buildDate"] = "2026-01-01T00:00:00Z",
        ["goVersion"] = "",
        ["compiler"] = "",
        ["platform"] = "linux/amd64",
    };

    private static JsonArray Texts(IEnumerable<string> texts) => [.. texts.Select(text => JsonValue.Create(text))];
}
