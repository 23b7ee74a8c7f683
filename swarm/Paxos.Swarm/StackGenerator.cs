using System.Text.Json.Nodes;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Validation;

namespace Paxos.Swarm;

/// <summary>Makes a stack of a resource. Pure: equal resources give equal stacks, byte for byte.</summary>
public static class StackGenerator
{
    /// <summary>
    /// The format's version that every engine since 20.10 reads. Later ones add nothing that is needed here; without a version the older
    /// ones read nothing.
    /// </summary>
    private const string FormatVersion = "3.8";

    /// <summary>The stack's own network, by which the nodes talk.</summary>
    internal const string Network = "nodes";

    /// <summary>Makes the stack of a resource that keeps every rule of <see cref="ClusterRules"/>.</summary>
    /// <exception cref="ArgumentException">It does not keep them.</exception>
    public static GeneratedStack Generate(PaxosCluster cluster)
    {
        if (ClusterRules.Check(cluster).FirstOrDefault(finding => finding.Severity == Severity.Error) is { } broken)
        {
            throw new ArgumentException(broken.Text, nameof(cluster));
        }

        var findings = SwarmRules.Check(cluster);
        var isWrong = findings.Any(finding => finding.Severity == Severity.Error);
        return new GeneratedStack(cluster.Metadata.Name, isWrong ? null : Document(cluster), findings);
    }

    private static JsonObject Document(PaxosCluster cluster)
    {
        var nodes = StackNode.All(cluster);
        var document = new JsonObject
        {
            ["version"] = FormatVersion,
            ["services"] = Map(nodes.Select(node => (node.Name, (JsonNode)ServiceBuilder.Build(cluster, node)))),
            ["networks"] = new JsonObject { [Network] = NetworkOf(cluster) },
            ["volumes"] = Map(nodes.Where(node => node.HasDisk).Select(node => (node.Name, (JsonNode)Volume(cluster, node)))),
        };
        Escape(document);
        return document;
    }

    private static JsonObject NetworkOf(PaxosCluster cluster)
    {
        var network = new JsonObject { ["driver"] = "overlay" };
        if (cluster.Spec.Swarm.EncryptNetwork)
        {
            network["driver_opts"] = new JsonObject { ["encrypted"] = "true" };
        }

        network["labels"] = new JsonObject { [ClusterLabels.Cluster] = cluster.Metadata.Name };
        return network;
    }

    private static JsonObject Volume(PaxosCluster cluster, StackNode node) => new()
    {
        ["driver"] = "local",
        ["labels"] = new JsonObject
        {
            [ClusterLabels.Cluster] = cluster.Metadata.Name,
            [ClusterLabels.Role] = node.Role,
            [ClusterLabels.Node] = node.Name,
        },
    };

    private static JsonObject Map(IEnumerable<(string Name, JsonNode Value)> entries) =>
        new(entries.Select(entry => KeyValuePair.Create<string, JsonNode?>(entry.Name, entry.Value)));

    // The engine's client puts environment variables where it finds a dollar; two stand for one.
    private static void Escape(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach (var (name, value) in members.ToArray())
                {
                    if (Escaped(value) is { } escaped)
                    {
                        members[name] = escaped;
                    }

                    Escape(value);
                }

                break;
            case JsonArray items:
                for (var index = 0; index < items.Count; index++)
                {
                    if (Escaped(items[index]) is { } escaped)
                    {
                        items[index] = escaped;
                    }

                    Escape(items[index]);
                }

                break;
        }
    }

    private static string? Escaped(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.Contains('$', StringComparison.Ordinal)
            ? text.Replace("$", "$$", StringComparison.Ordinal)
            : null;
}
