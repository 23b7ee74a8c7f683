using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Planning.Objects;

/// <summary>The pod of a node: the same for all roles but for disk, ports and place.</summary>
internal static class NodePod
{
    /// <summary>The volume of the disk; a learner's claim is named after it.</summary>
    public const string DataVolume = "data";

    /// <summary>The one container.</summary>
    public const string Container = "node";

    /// <summary>
    /// Above everything that a node does when it is asked to stop: handing over the leadership takes a second at most, open calls another
    /// one, and what is queued for the disk and for others is written in between. After it the kubelet kills.
    /// </summary>
    private const int StopSeconds = 20;

    /// <summary>The image's user. The disk is given to this group.</summary>
    private const int User = 10_001;

    private const string WebPort = "web";
    private const string TemporaryVolume = "tmp";

    /// <summary>Builds the template of a workload's pods.</summary>
    /// <param name="cluster">The resource.</param>
    /// <param name="slot">An acceptor, or any node of the other roles: their pods differ in nothing that a template says.</param>
    public static V1PodTemplateSpec Template(PaxosCluster cluster, NodeSlot slot)
    {
        var labels = ObjectMetadata.Labels(cluster, slot.Role, slot.IsAcceptor ? slot.Name : null);
        labels[ClusterLabels.Version] = cluster.Spec.Version;
        foreach (var (key, value) in cluster.Spec.PodTemplate.Labels)
        {
            labels[key] = value;
        }

        var template = new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = labels,
                Annotations = cluster.Spec.PodTemplate.Annotations.ToDictionary(pair => pair.Key, pair => pair.Value),
            },
            Spec = Pod(cluster, slot),
        };
        template.Metadata.Annotations[ObjectMetadata.TemplateHash] = ContentHash.Of(ObjectJson.Of(template));
        return template;
    }

    private static V1PodSpec Pod(PaxosCluster cluster, NodeSlot slot) => new()
    {
        ServiceAccountName = ClusterNames.Account(cluster),
        AutomountServiceAccountToken = false,

        // Otherwise a cluster that is called paxos would give its nodes variables such as PAXOS_CLIENT_PORT, which they would take for
        // settings.
        EnableServiceLinks = false,
        TerminationGracePeriodSeconds = StopSeconds,
        SecurityContext = new V1PodSecurityContext
        {
            RunAsNonRoot = true,
            RunAsUser = User,
            RunAsGroup = User,
            FsGroup = User,
            FsGroupChangePolicy = "OnRootMismatch",
            SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
        },
        ImagePullSecrets = cluster.Spec.Image.PullSecrets.Count == 0
            ? null
            : [.. cluster.Spec.Image.PullSecrets.Select(name => new V1LocalObjectReference { Name = name })],
        NodeSelector = cluster.Spec.Placement.NodeSelector.Count == 0
            ? null
            : cluster.Spec.Placement.NodeSelector.ToDictionary(pair => pair.Key, pair => pair.Value),
        Affinity = PodPlacement.AffinityOf(cluster, slot),
        TopologySpreadConstraints = PodPlacement.SpreadOf(cluster, slot),
        Containers = [ContainerOf(cluster, slot)],
        Volumes = Volumes(slot),
    };

    private static V1Container ContainerOf(PaxosCluster cluster, NodeSlot slot) => new()
    {
        Name = Container,
        Image = Image(cluster.Spec),
        ImagePullPolicy = cluster.Spec.Image.PullPolicy.ToString(),
        Args = ["--name", NodeEnvironment.NameOf(slot)],
        Env = NodeEnvironment.Of(cluster, slot),
        Ports = Ports(slot),
        Resources = ResourcesOf(RoleOf(cluster.Spec, slot.Role).Resources),
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            ReadOnlyRootFilesystem = true,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
        },

        // A node replays its log before it answers anything; a disk of many gigabytes takes minutes.
        StartupProbe = Probe("/healthz", periodSeconds: 2, failures: 300),

        // Whether it lives, never whether it is ready: one that waits for a quorum must not be killed for it.
        LivenessProbe = Probe("/healthz", periodSeconds: 10, failures: 3),
        ReadinessProbe = Probe("/readyz", periodSeconds: 2, failures: 1),
        VolumeMounts = Mounts(slot),
    };

    private static string Image(ClusterSpec spec)
    {
        var tagged = $"{spec.Image.Repository}:{spec.Version}";
        return spec.Image.Digest is { } digest ? $"{tagged}@{digest}" : tagged;
    }

    private static List<V1ContainerPort> Ports(NodeSlot slot)
    {
        var ports = new List<V1ContainerPort>
        {
            new() { Name = WebPort, ContainerPort = NodeImage.WebPort, Protocol = "TCP" },
            new() { Name = "peer", ContainerPort = NodeImage.PeerPort, Protocol = "TCP" },
        };
        if (slot.Role == NodeNames.Client)
        {
            ports.Add(new V1ContainerPort { Name = "client", ContainerPort = NodeImage.ClientPort, Protocol = "TCP" });
        }

        return ports;
    }

    private static V1Probe Probe(string path, int periodSeconds, int failures) => new()
    {
        HttpGet = new V1HTTPGetAction { Path = path, Port = WebPort, Scheme = "HTTP" },
        PeriodSeconds = periodSeconds,
        TimeoutSeconds = 3,
        FailureThreshold = failures,
    };

    private static V1ResourceRequirements ResourcesOf(ResourcesSpec resources)
    {
        var limits = new Dictionary<string, ResourceQuantity>();
        Add(limits, "cpu", resources.Limits.Cpu);
        Add(limits, "memory", resources.Limits.Memory);
        var requests = new Dictionary<string, ResourceQuantity>();
        Add(requests, "cpu", resources.Requests.Cpu);
        Add(requests, "memory", resources.Requests.Memory);
        return new V1ResourceRequirements { Limits = limits.Count == 0 ? null : limits, Requests = requests };

        static void Add(Dictionary<string, ResourceQuantity> amounts, string what, Quantity? amount)
        {
            if (amount is not null)
            {
                amounts[what] = new ResourceQuantity(amount.Text);
            }
        }
    }

    private static RoleSpec RoleOf(ClusterSpec spec, string role) => role switch
    {
        NodeNames.Proposer => spec.Proposers,
        NodeNames.Acceptor => spec.Acceptors,
        NodeNames.Learner => spec.Learners,
        NodeNames.Client => spec.Clients,
        _ => throw new System.Diagnostics.UnreachableException($"A role '{role}'."),
    };

    private static List<V1VolumeMount> Mounts(NodeSlot slot)
    {
        var mounts = new List<V1VolumeMount> { new() { Name = TemporaryVolume, MountPath = "/tmp" } };
        if (slot.HasDisk)
        {
            mounts.Add(new V1VolumeMount { Name = DataVolume, MountPath = NodeImage.DataFolder });
        }

        return mounts;
    }

    // A learner's volume comes from its workload's claim template, which names one claim for each pod.
    private static List<V1Volume> Volumes(NodeSlot slot)
    {
        var volumes = new List<V1Volume>
        {
            new() { Name = TemporaryVolume, EmptyDir = new V1EmptyDirVolumeSource { SizeLimit = new ResourceQuantity("64Mi") } },
        };
        if (slot.IsAcceptor)
        {
            volumes.Add(new V1Volume
            {
                Name = DataVolume,
                PersistentVolumeClaim = new V1PersistentVolumeClaimVolumeSource { ClaimName = slot.Claim },
            });
        }

        return volumes;
    }
}
