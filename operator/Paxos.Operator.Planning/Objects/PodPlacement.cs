using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Planning.Objects;

/// <summary>On which hosts a pod may be and would best be.</summary>
internal static class PodPlacement
{
    private const string HostLabel = "kubernetes.io/hostname";

    /// <summary>The hosts that a node is bound to, and for acceptors that each keeps away from the others.</summary>
    public static V1Affinity? AffinityOf(PaxosCluster cluster, NodeSlot slot)
    {
        var placement = cluster.Spec.Placement;
        IReadOnlyList<string> hosts = slot.Role switch
        {
            NodeNames.Acceptor when placement.AcceptorNodes.Count > 0 => [placement.AcceptorNodes[slot.Number - 1]],
            NodeNames.Learner => placement.LearnerNodes,
            _ => [],
        };
        var affinity = new V1Affinity
        {
            NodeAffinity = hosts.Count == 0 ? null : OneOf(hosts),
            PodAntiAffinity = slot.IsAcceptor ? Apart(cluster) : null,
        };
        return affinity.NodeAffinity is null && affinity.PodAntiAffinity is null ? null : affinity;
    }

    /// <summary>For the other roles: evenly, where it can be.</summary>
    public static List<V1TopologySpreadConstraint>? SpreadOf(PaxosCluster cluster, NodeSlot slot) => slot.IsAcceptor
        ? null
        :
        [
            new V1TopologySpreadConstraint
            {
                MaxSkew = 1,
                TopologyKey = cluster.Spec.Placement.TopologyKey,
                WhenUnsatisfiable = "ScheduleAnyway",
                LabelSelector = new V1LabelSelector { MatchLabels = ObjectMetadata.Selector(cluster, slot.Role) },
            },
        ];

    private static V1NodeAffinity OneOf(IReadOnlyList<string> hosts) => new()
    {
        RequiredDuringSchedulingIgnoredDuringExecution = new V1NodeSelector
        {
            NodeSelectorTerms =
            [
                new V1NodeSelectorTerm
                {
                    MatchExpressions =
                    [
                        new V1NodeSelectorRequirement
                        {
                            Key = HostLabel,
                            OperatorProperty = "In",
                            Values = [.. hosts.Distinct(StringComparer.Ordinal)],
                        },
                    ],
                },
            ],
        },
    };

    private static V1PodAntiAffinity Apart(PaxosCluster cluster)
    {
        var term = new V1PodAffinityTerm
        {
            TopologyKey = cluster.Spec.Placement.TopologyKey,
            LabelSelector = new V1LabelSelector { MatchLabels = ObjectMetadata.Selector(cluster, NodeNames.Acceptor) },
        };
        return cluster.Spec.Placement.AcceptorSpread == Spread.Required
            ? new V1PodAntiAffinity { RequiredDuringSchedulingIgnoredDuringExecution = [term] }
            : new V1PodAntiAffinity
            {
                PreferredDuringSchedulingIgnoredDuringExecution = [new V1WeightedPodAffinityTerm { Weight = 100, PodAffinityTerm = term }],
            };
    }
}
