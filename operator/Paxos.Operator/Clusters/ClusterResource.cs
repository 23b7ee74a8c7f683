using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Clusters;

/// <summary>A PaxosCluster as the API server gives it; <see cref="ApiReader"/> reads what it means, with its mistakes.</summary>
[KubernetesEntity(
    Group = PaxosCluster.Group, ApiVersion = PaxosCluster.Version, Kind = PaxosCluster.KindName, PluralName = "paxosclusters")]
internal sealed class ClusterResource : IKubernetesObject<V1ObjectMeta>
{
    /// <inheritdoc/>
    public string ApiVersion { get; set; } = PaxosCluster.GroupVersion;

    /// <inheritdoc/>
    public string Kind { get; set; } = PaxosCluster.KindName;

    /// <inheritdoc/>
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What is wanted, as it was written.</summary>
    public JsonObject? Spec { get; set; }

    /// <summary>What was last said of it.</summary>
    public JsonObject? Status { get; set; }

    /// <summary>What it means.</summary>
    public (PaxosCluster Cluster, ClusterReading Reading) Read() =>
        ApiReader.Read(JsonNode.Parse(KubernetesJson.Serialize(this))!.AsObject());
}
