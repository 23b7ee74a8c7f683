using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Resources;

/// <summary>A kind of object that the server keeps: what discovery tells of it and how its objects are treated.</summary>
internal sealed record ResourceType
{
    /// <summary>The API group; empty for the core group.</summary>
    public required string Group { get; init; }

    /// <summary>The version of the group.</summary>
    public required string Version { get; init; }

    /// <summary>The kind, such as <c>StatefulSet</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The name in paths, such as <c>statefulsets</c>.</summary>
    public required string Plural { get; init; }

    /// <summary>The name for one, such as <c>statefulset</c>.</summary>
    public required string Singular { get; init; }

    /// <summary>Whether its objects live in namespaces.</summary>
    public bool IsNamespaced { get; init; } = true;

    /// <summary>What people may type instead of the plural.</summary>
    public IReadOnlyList<string> ShortNames { get; init; } = [];

    /// <summary>Groups of kinds that are asked for together, such as <c>all</c>.</summary>
    public IReadOnlyList<string> Categories { get; init; } = [];

    /// <summary>Whether the status is written only through the subresource <c>status</c>.</summary>
    public bool HasStatus { get; init; }

    /// <summary>Where the subresource <c>scale</c> finds its numbers; null when there is none.</summary>
    public ScalePaths? Scale { get; init; }

    /// <summary>The structural schema of a custom resource; null for kinds that are built in, which have none here.</summary>
    public JsonObject? Schema { get; init; }

    /// <summary>The columns of a table, after the name.</summary>
    public IReadOnlyList<PrinterColumn> Columns { get; init; } = [PrinterColumn.Age];

    /// <summary>Whether its objects count generations: all do that have a spec.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Group and version as objects write them.</summary>
    public string GroupVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>Plural and group as messages write them, such as <c>statefulsets.apps</c>.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Kind and group as messages write them.</summary>
    public string GroupKind => Group.Length == 0 ? Kind : $"{Kind}.{Group}";

    /// <summary>How its fields are merged.</summary>
    public Fields.Shape Shape => Schema is null ? Fields.BuiltInShape.Root : new Fields.SchemaShape(Schema);
}
