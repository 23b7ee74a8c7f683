using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;

namespace Paxos.Swarm;

/// <summary>One node of the stack, which is one service.</summary>
/// <param name="Role">Its role.</param>
/// <param name="Number">Its number within its role, from 1.</param>
internal sealed record StackNode(string Role, int Number)
{
    /// <summary>Its name, which is also its service's name, its name in DNS and that of its volume.</summary>
    public string Name => NodeNames.Of(Role, Number);

    /// <summary>Whether it keeps a disk.</summary>
    public bool HasDisk => Role is NodeNames.Acceptor or NodeNames.Learner;

    /// <summary>Processor and memory.</summary>
    public required ResourcesSpec Resources { get; init; }

    /// <summary>The host that it is pinned to; null where a label pins it, or nothing.</summary>
    public required string? Host { get; init; }

    /// <summary>The port of its page on the host; null where it has none.</summary>
    public required int? PublishedWeb { get; init; }

    /// <summary>The port for applications on the host; null where it has none.</summary>
    public required int? PublishedClient { get; init; }

    /// <summary>Every node, in the order in which ports are counted up.</summary>
    public static IReadOnlyList<StackNode> All(PaxosCluster cluster)
    {
        var nodes = new List<StackNode>();
        foreach (var (role, replicas) in NodeNames.Roles(cluster))
        {
            for (var number = 1; number <= replicas; number++)
            {
                nodes.Add(new StackNode(role, number)
                {
                    Resources = ResourcesOf(cluster.Spec, role),
                    Host = HostsOf(cluster.Spec.Placement, role) is { Count: > 0 } hosts ? hosts[number - 1] : null,
                    PublishedWeb = cluster.Spec.Publish.WebFrom + nodes.Count,
                    PublishedClient = role == NodeNames.Client ? cluster.Spec.Publish.ClientFrom + number - 1 : null,
                });
            }
        }

        return nodes;
    }

    private static IReadOnlyList<string> HostsOf(PlacementSpec placement, string role) => role switch
    {
        NodeNames.Acceptor => placement.AcceptorNodes,
        NodeNames.Learner => placement.LearnerNodes,
        _ => [],
    };

    private static ResourcesSpec ResourcesOf(ClusterSpec spec, string role) => role switch
    {
        NodeNames.Proposer => spec.Proposers.Resources,
        NodeNames.Acceptor => spec.Acceptors.Resources,
        NodeNames.Learner => spec.Learners.Resources,
        NodeNames.Client => spec.Clients.Resources,
        _ => throw new System.Diagnostics.UnreachableException($"A role '{role}'."),
    };
}
