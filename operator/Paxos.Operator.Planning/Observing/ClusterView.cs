using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Planning.Observing;

/// <summary>A resource and what is there of it, joined: what all rules of the planner and the status read.</summary>
public sealed class ClusterView
{
    private const string Leading = "Leading";

    private ClusterView(PaxosCluster cluster, Observed observed, DateTimeOffset now)
    {
        Cluster = cluster;
        Observed = observed;
        Now = now;
        ClusterIds = IdsOf(cluster, observed);
        Learners = LearnerScaling.Next(cluster, observed);
        Desired = DesiredObjects.Of(cluster, ClusterIds is [var id] ? id : null, Learners.Replicas);
        Nodes = Join();
        Leader = LeaderOf();
    }

    /// <summary>What is wanted.</summary>
    public PaxosCluster Cluster { get; }

    /// <summary>What was read.</summary>
    public Observed Observed { get; }

    /// <summary>When it was read.</summary>
    public DateTimeOffset Now { get; }

    /// <summary>Every id that this cluster is said to have: by its status, its acceptors' claims and its acceptors. One at most, or two
    /// clusters are mixed up.</summary>
    public IReadOnlyList<string> ClusterIds { get; }

    /// <summary>How many learners there are to be now.</summary>
    public LearnerScaling Learners { get; }

    /// <summary>What Kubernetes should have now.</summary>
    public IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Desired { get; }

    /// <summary>Every node that there is to be now, role by role.</summary>
    public IReadOnlyList<NodeView> Nodes { get; }

    /// <summary>The leading proposer; null while none says that it leads.</summary>
    public NodeView? Leader { get; }

    /// <summary>The acceptors.</summary>
    public IEnumerable<NodeView> Acceptors => OfRole(NodeNames.Acceptor);

    /// <summary>How many acceptors are a quorum.</summary>
    public int Majority => Cluster.Spec.Acceptors.Replicas / 2 + 1;

    /// <summary>Whether the acceptors have formed the cluster: from then on an empty disk is a lost one.</summary>
    public bool IsFormed => Cluster.Status.Initialized == true || ClusterIds.Count > 0;

    /// <summary>Joins them.</summary>
    public static ClusterView Of(PaxosCluster cluster, Observed observed, DateTimeOffset now) => new(cluster, observed, now);

    /// <summary>The nodes of a role.</summary>
    public IEnumerable<NodeView> OfRole(string role) => Nodes.Where(node => node.Slot.Role == role);

    /// <summary>The workload of a node, as it is; null when there is none.</summary>
    public V1StatefulSet? WorkloadOf(NodeView node) => Observed.Find<V1StatefulSet>(node.Slot.Workload);

    /// <summary>
    /// Since when something is not as it should be that has no time of its own: when the cluster ceased to be ready, as its status says.
    /// </summary>
    public DateTimeOffset UnreadySince => Cluster.Status.Conditions
        .FirstOrDefault(condition => condition is { Type: "Ready", Status: not "True" })?.LastTransitionTime ?? Now;

    private static List<string> IdsOf(PaxosCluster cluster, Observed observed) =>
    [
        .. new[] { cluster.Status.ClusterId }
            .Concat(observed.Objects.OfType<V1PersistentVolumeClaim>().Where(IsAcceptors).Select(claim => claim.Metadata.Labels
                .TryGetValue(ObjectMetadata.ClusterIdLabel, out var id) ? id : null))
            .Concat(observed.Reports.Where(report => report.Acceptor?.DiskState == "Active").Select(report => report.KnownCluster))
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];

    private static bool IsAcceptors(V1PersistentVolumeClaim claim) =>
        claim.Metadata.Labels?.TryGetValue(ClusterLabels.Role, out var role) == true && role == NodeNames.Acceptor;

    private List<NodeView> Join()
    {
        var templates = Desired.OfType<V1StatefulSet>().ToDictionary(
            workload => workload.Metadata.Name,
            workload => workload.Spec.Template.Metadata.Annotations[ObjectMetadata.TemplateHash]);
        return
        [
            .. NodeNames.Roles(Cluster)
                .Select(role => (role.Role, Replicas: role.Role == NodeNames.Learner ? Learners.Replicas : role.Replicas))
                .SelectMany(role => NodeSlot.Of(Cluster, role.Role, role.Replicas))
                .Select(slot => new NodeView(
                    slot,
                    templates[slot.Workload],
                    Observed.Pods.FirstOrDefault(pod => pod.Metadata.Name == slot.Pod),
                    slot.Claim is { } claim ? Observed.Find<V1PersistentVolumeClaim>(claim) : null,
                    Observed.ReportOf(slot.Name))),
        ];
    }

    // Two may believe that they lead; the one with the higher ballot does.
    private NodeView? LeaderOf() => OfRole(NodeNames.Proposer)
        .Where(node => node.IsRunning && node.Report?.Proposer?.State == Leading)
        .MaxBy(node => BallotOrder.Parse(node.Report!.Proposer!.Ballot));
}
