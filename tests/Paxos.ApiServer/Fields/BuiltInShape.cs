using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Fields;

/// <summary>
/// The shape of the kinds that are built in. Their lists are told apart by the field's name and the field around it, which suffices for
/// the kinds that there are here.
/// </summary>
/// <param name="Name">The field's name; empty for the whole object.</param>
/// <param name="Outer">The name of the field or list around it.</param>
internal sealed record BuiltInShape(string Name, string Outer) : Shape
{
    private static readonly JsonNode Tcp = JsonValue.Create("TCP");

    /// <summary>The shape of whole objects.</summary>
    public static BuiltInShape Root { get; } = new("", "");

    /// <inheritdoc/>
    public override bool IsAtomic => Name is "selector" or "labelSelector" or "namespaceSelector" or "podSelector" or "involvedObject"
        or "valueFrom" or "scopeSelector" or "claimRef" or "targetRef" or "secretRef" or "configMapRef" or "resourceFieldRef";

    /// <inheritdoc/>
    public override ListKind List => Name switch
    {
        "finalizers" => ListKind.Set,
        _ when Keys.Count > 0 => ListKind.Map,
        _ => ListKind.Atomic,
    };

    /// <inheritdoc/>
    public override IReadOnlyList<(string Name, JsonNode? Default)> Keys => Name switch
    {
        "containers" or "initContainers" or "ephemeralContainers" or "volumes" or "env" or "imagePullSecrets" => [("name", null)],
        "secrets" when Outer.Length == 0 => [("name", null)],
        "volumeMounts" => [("mountPath", null)],
        "ports" when Outer is "containers" or "initContainers" => [("containerPort", null), ("protocol", Tcp)],
        "ports" when Outer == "spec" => [("port", null), ("protocol", Tcp)],
        "conditions" => [("type", null)],
        "ownerReferences" => [("uid", null)],
        "topologySpreadConstraints" => [("topologyKey", null), ("whenUnsatisfiable", null)],
        "hostAliases" => [("ip", null)],
        _ => [],
    };

    /// <inheritdoc/>
    public override Shape Field(string name) => new BuiltInShape(name, Name);

    // An item's own fields are within the list.
    /// <inheritdoc/>
    public override Shape Item() => this with { Outer = Name };
}
