using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Fields;

/// <summary>The shape that the structural schema of a custom resource gives.</summary>
/// <param name="Schema">The schema of the value; null where it says nothing.</param>
internal sealed record SchemaShape(JsonObject? Schema) : Shape
{
    /// <inheritdoc/>
    public override bool IsAtomic => (string?)Schema?["x-kubernetes-map-type"] == "atomic";

    /// <inheritdoc/>
    public override ListKind List => (string?)Schema?["x-kubernetes-list-type"] switch
    {
        "map" => ListKind.Map,
        "set" => ListKind.Set,
        _ => ListKind.Atomic,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, JsonNode? Default)> Keys =>
    [
        .. (Schema?["x-kubernetes-list-map-keys"] as JsonArray ?? [])
            .Select(key => ((string)key!, (Schema!["items"]?["properties"]?[(string)key!] as JsonObject)?["default"])),
    ];

    /// <inheritdoc/>
    public override Shape Field(string name) =>
        name == "metadata" && Schema?["properties"]?[name] is not JsonObject { Count: > 1 }
            ? BuiltInShape.Root.Field(name)
            : new SchemaShape(Schema?["properties"]?[name] as JsonObject ?? Schema?["additionalProperties"] as JsonObject);

    /// <inheritdoc/>
    public override Shape Item() => new SchemaShape(Schema?["items"] as JsonObject);
}
