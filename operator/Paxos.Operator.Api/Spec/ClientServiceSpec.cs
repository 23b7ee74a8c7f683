using System.Collections.Immutable;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api.Spec;

/// <summary>The Kubernetes service in front of the client nodes.</summary>
public sealed record ClientServiceSpec
{
    /// <summary>Its type.</summary>
    [Field("The service's type.")]
    public ServiceType Type { get; init; } = ServiceType.ClusterIP;

    /// <summary>Its annotations.</summary>
    [Field("Annotations of the service, such as a cloud's load balancer reads.", ItemsMax = 64)]
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = ImmutableSortedDictionary<string, string>.Empty;
}
