using System.Globalization;
using System.Text.Json.Nodes;

namespace Paxos.Operator.EndToEnd.Tests.Clusters;

/// <summary>A pod as kubectl shows it.</summary>
internal sealed class TestPod(JsonObject pod)
{
    /// <summary>Its name.</summary>
    public string Name => (string)pod["metadata"]!["name"]!;

    /// <summary>Its identity.</summary>
    public string Uid => (string)pod["metadata"]!["uid"]!;

    /// <summary>The role of its node.</summary>
    public string Role => (string)pod["metadata"]!["labels"]!["paxos.dev/role"]!;

    /// <summary>When it was made, to the second.</summary>
    public DateTimeOffset Created => DateTimeOffset.Parse((string)pod["metadata"]!["creationTimestamp"]!, CultureInfo.InvariantCulture);

    /// <summary>Its image.</summary>
    public string Image => (string)pod["spec"]!["containers"]![0]!["image"]!;

    /// <summary>Its address; empty before it has one.</summary>
    public string Address => (string?)pod["status"]?["podIP"] ?? "";

    /// <summary>Whether it is ready and stays.</summary>
    public bool IsReady => pod["metadata"]!["deletionTimestamp"] is null
        && (pod["status"]?["conditions"] as JsonArray ?? []).Any(condition =>
            (string?)condition!["type"] == "Ready" && (string?)condition["status"] == "True");
}
