using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Status;

/// <summary>Where applications reach the cluster.</summary>
public sealed record EndpointsStatus
{
    /// <summary>From inside Kubernetes.</summary>
    [Field("Host and port for applications in Kubernetes.")]
    public string Client { get; init; } = "";
}
