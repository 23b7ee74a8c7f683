using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Planning.Objects;

/// <summary>The two services.</summary>
internal static class Services
{
    /// <summary>The pods' names. They are told before pods are ready: nodes need each other to become so.</summary>
    public static V1Service Peers(PaxosCluster cluster) => new()
    {
        ApiVersion = "v1",
        Kind = "Service",
        Metadata = ObjectMetadata.Owned(cluster, ClusterNames.Peers(cluster)),
        Spec = new V1ServiceSpec
        {
            Type = "ClusterIP",
            ClusterIP = "None",
            PublishNotReadyAddresses = true,
            Selector = ObjectMetadata.Selector(cluster),
            Ports = [Port("peer", NodeImage.PeerPort), Port("web", NodeImage.WebPort)],
        },
    };

    /// <summary>The front door: client nodes that are ready.</summary>
    public static V1Service Client(PaxosCluster cluster)
    {
        var service = cluster.Spec.Clients.Service;
        var metadata = ObjectMetadata.Owned(cluster, ClusterNames.Client(cluster), NodeNames.Client);
        metadata.Annotations = service.Annotations.Count == 0
            ? null
            : service.Annotations.ToDictionary(pair => pair.Key, pair => pair.Value);
        return new V1Service
        {
            ApiVersion = "v1",
            Kind = "Service",
            Metadata = metadata,
            Spec = new V1ServiceSpec
            {
                Type = service.Type switch
                {
                    ServiceType.ClusterIP => "ClusterIP",
                    ServiceType.NodePort => "NodePort",
                    ServiceType.LoadBalancer => "LoadBalancer",
                    _ => throw new System.Diagnostics.UnreachableException($"A type {service.Type}."),
                },
                Selector = ObjectMetadata.Selector(cluster, NodeNames.Client),
                Ports = [Port("client", NodeImage.ClientPort)],
            },
        };
    }

    private static V1ServicePort Port(string name, int port) => new() { Name = name, Port = port, TargetPort = name, Protocol = "TCP" };
}
