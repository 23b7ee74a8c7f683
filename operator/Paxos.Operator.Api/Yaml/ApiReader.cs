using System.Text.Json;
using System.Text.Json.Nodes;
using Paxos.Operator.Api.Status;

namespace Paxos.Operator.Api.Yaml;

/// <summary>
/// Reads a resource as an API server gives it. The spec is read as strictly as a person's text, because a field that this version does not
/// know would silently not be honoured; what only the server writes is taken over.
/// </summary>
public static class ApiReader
{
    /// <summary>Reads it.</summary>
    /// <param name="resource">The resource as the server gave it.</param>
    /// <returns>The resource with what the server writes, even when its spec is wrong: its spec is then only what could be read.</returns>
    /// <exception cref="JsonException">What the server itself writes has not its form.</exception>
    public static (PaxosCluster Cluster, ClusterReading Reading) Read(JsonObject resource)
    {
        var metadata = resource["metadata"] as JsonObject ?? [];
        var written = new JsonObject
        {
            ["apiVersion"] = resource["apiVersion"]?.DeepClone(),
            ["kind"] = resource["kind"]?.DeepClone(),
            ["metadata"] = new JsonObject
            {
                ["name"] = metadata["name"]?.DeepClone(),
                ["namespace"] = metadata["namespace"]?.DeepClone(),
            },
            ["spec"] = resource["spec"]?.DeepClone(),
        };
        var reading = ClusterReader.Read(written.ToJsonString());
        var cluster = reading.Cluster ?? new PaxosCluster();
        cluster = cluster with { Metadata = MetadataOf(metadata), Status = StatusJson.Read(resource["status"]) };
        return (cluster, reading with { Cluster = reading.Cluster is null ? null : cluster });
    }

    private static ClusterMetadata MetadataOf(JsonObject metadata) => new()
    {
        Name = Text(metadata, "name") ?? "",
        Namespace = Text(metadata, "namespace"),
        Labels = Map(metadata, "labels"),
        Annotations = Map(metadata, "annotations"),
        Uid = Text(metadata, "uid") ?? "",
        Generation = metadata["generation"]?.GetValue<long>() ?? 0,
        ResourceVersion = Text(metadata, "resourceVersion") ?? "",
        CreationTimestamp = metadata["creationTimestamp"]?.GetValue<DateTimeOffset>(),
        DeletionTimestamp = metadata["deletionTimestamp"]?.GetValue<DateTimeOffset>(),
    };

    private static string? Text(JsonObject owner, string name) => owner[name]?.GetValue<string>();

    private static SortedDictionary<string, string> Map(JsonObject owner, string name) => new(
        (owner[name] as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? ""),
        StringComparer.Ordinal);
}
