using System.Text.Json.Nodes;
using Paxos.ApiServer.Schema;

namespace Paxos.ApiServer.Resources;

/// <summary>What a definition makes: kinds, and its own status.</summary>
internal static class CustomResources
{
    private static readonly string[] Needed = ["group", "names", "scope", "versions"];

    /// <summary>The kinds that a definition serves, one a version.</summary>
    public static IEnumerable<ResourceType> TypesOf(JsonObject definition)
    {
        var spec = definition["spec"]!;
        var names = spec["names"]!;
        foreach (var version in ((JsonArray)spec["versions"]!).OfType<JsonObject>().Where(version => (bool?)version["served"] == true))
        {
            yield return new ResourceType
            {
                Group = (string)spec["group"]!,
                Version = (string)version["name"]!,
                Kind = (string)names["kind"]!,
                Plural = (string)names["plural"]!,
                Singular = (string?)names["singular"] ?? ((string)names["kind"]!).ToLowerInvariant(),
                ShortNames = Texts(names["shortNames"]),
                Categories = Texts(names["categories"]),
                IsNamespaced = (string?)spec["scope"] == "Namespaced",
                HasStatus = version["subresources"]?["status"] is not null,
                HasGeneration = true,
                Scale = ScaleOf(version["subresources"]?["scale"]),
                Schema = (JsonObject)version["schema"]!["openAPIV3Schema"]!,
                Columns = Columns(version["additionalPrinterColumns"] as JsonArray),
            };
        }
    }

    /// <summary>Refuses a definition that a real API server would refuse, and fills in what it fills in.</summary>
    /// <exception cref="ApiException">It is not structural, or its name is not that of its kind.</exception>
    public static void Admit(JsonObject definition, string time)
    {
        var name = (string)definition["metadata"]!["name"]!;
        var spec = definition["spec"] as JsonObject ?? throw Invalid(name, [("spec", "Required value")]);
        var findings = new List<(string, string)>();
        foreach (var field in Needed.Where(field => spec[field] is null))
        {
            findings.Add(($"spec.{field}", "Required value"));
        }

        if (findings.Count == 0)
        {
            var expected = $"{spec["names"]!["plural"]}.{spec["group"]}";
            if (name != expected)
            {
                findings.Add(("metadata.name", $"Invalid value: \"{name}\": must be spec.names.plural+\".\"+spec.group"));
            }

            Versions((JsonArray)spec["versions"]!, findings);
        }

        if (findings.Count > 0)
        {
            throw Invalid(name, findings);
        }

        Establish(definition, spec, time);
    }

    private static ScalePaths? ScaleOf(JsonNode? scale) => scale is null
        ? null
        : new((string)scale["specReplicasPath"]!, (string)scale["statusReplicasPath"]!, (string?)scale["labelSelectorPath"]);

    private static void Versions(JsonArray versions, List<(string, string)> findings)
    {
        if (versions.Count(version => (bool?)version!["storage"] == true) != 1)
        {
            findings.Add(("spec.versions", "Invalid value: must have exactly one version marked as storage version"));
        }

        for (var i = 0; i < versions.Count; i++)
        {
            var path = $"spec.versions[{i}].schema.openAPIV3Schema";
            if (versions[i]?["schema"]?["openAPIV3Schema"] is JsonObject schema)
            {
                findings.AddRange(StructuralRules.Check(schema, path));
            }
            else
            {
                findings.Add((path, "Required value: schemas are required"));
            }
        }
    }

    private static void Establish(JsonObject definition, JsonObject spec, string time)
    {
        var names = (JsonObject)spec["names"]!;
        names["singular"] ??= ((string)names["kind"]!).ToLowerInvariant();
        names["listKind"] ??= (string)names["kind"]! + "List";
        spec["conversion"] ??= new JsonObject { ["strategy"] = "None" };
        var stored = ((JsonArray)spec["versions"]!)
            .Where(version => (bool?)version!["storage"] == true)
            .Select(version => version!["name"]);
        definition["status"] = new JsonObject
        {
            ["acceptedNames"] = names.DeepClone(),
            ["storedVersions"] = new JsonArray([.. stored.Select(version => version!.DeepClone())]),
            ["conditions"] = new JsonArray(
                Condition("NamesAccepted", "NoConflicts", "no conflicts found", time),
                Condition("Established", "InitialNamesAccepted", "the initial names have been accepted", time)),
        };
    }

    private static JsonObject Condition(string type, string reason, string message, string time) => new()
    {
        ["type"] = type,
        ["status"] = "True",
        ["reason"] = reason,
        ["message"] = message,
        ["lastTransitionTime"] = time,
    };

    private static IReadOnlyList<PrinterColumn> Columns(JsonArray? columns) => columns is null
        ? [PrinterColumn.Age]
        :
        [
            .. columns.Select(column => new PrinterColumn(
                (string)column!["name"]!,
                (string)column["type"]!,
                (string)column["jsonPath"]!,
                column["priority"].AsInt() ?? 0,
                (string?)column["description"] ?? "")),
        ];

    private static IReadOnlyList<string> Texts(JsonNode? list) => [.. (list as JsonArray ?? []).Select(text => (string)text!)];

    private static ApiException Invalid(string name, IReadOnlyList<(string, string)> findings) =>
        ApiException.Invalid(BuiltIns.CustomResourceDefinition, name, findings);
}
