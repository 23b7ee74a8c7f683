using System.Globalization;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>
/// One node of a cluster, and what it is called in Kubernetes. An acceptor has a StatefulSet of its own, so that each can be stopped,
/// changed and one day removed by itself; the nodes of another role share one, whose pods are counted from 1 as nodes are.
/// </summary>
/// <param name="Cluster">The resource's name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Number">Its number within its role, from 1.</param>
public sealed record NodeSlot(string Cluster, string Role, int Number)
{
    /// <summary>
    /// Part of the name of an acceptor's claim. A lost acceptor will one day be replaced by a new one with a new claim; a name that is
    /// never used again keeps an old disk from coming back as a voter.
    /// </summary>
    private const string ClaimGeneration = "g1";

    /// <summary>The node's own name, such as <c>acceptor1</c>.</summary>
    public string Name => NodeNames.Of(Role, Number);

    /// <summary>Its StatefulSet.</summary>
    public string Workload => IsAcceptor ? $"{Cluster}-{Name}" : $"{Cluster}-{Role}";

    /// <summary>Its pod.</summary>
    public string Pod => string.Create(CultureInfo.InvariantCulture, $"{Workload}-{(IsAcceptor ? 0 : Number)}");

    /// <summary>Whether it votes.</summary>
    public bool IsAcceptor => Role == NodeNames.Acceptor;

    /// <summary>Whether it keeps a disk.</summary>
    public bool HasDisk => Role is NodeNames.Acceptor or NodeNames.Learner;

    /// <summary>The claim of its disk; null where it keeps none.</summary>
    public string? Claim => Role switch
    {
        NodeNames.Acceptor => $"{Workload}-{ClaimGeneration}",
        NodeNames.Learner => $"{NodePod.DataVolume}-{Pod}",
        _ => null,
    };

    /// <summary>Every node that a resource wants, role by role.</summary>
    public static IReadOnlyList<NodeSlot> All(PaxosCluster cluster) =>
    [
        .. NodeNames.Roles(cluster).SelectMany(role => Of(cluster, role.Role, role.Replicas)),
    ];

    /// <summary>The first nodes of a role.</summary>
    public static IEnumerable<NodeSlot> Of(PaxosCluster cluster, string role, int replicas) =>
        Enumerable.Range(1, replicas).Select(number => new NodeSlot(cluster.Metadata.Name, role, number));
}
