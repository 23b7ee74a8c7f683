namespace Paxos.ApiServer.Resources;

/// <summary>The kinds that the server has from its start: those that operator, chart and tools touch.</summary>
internal static class BuiltIns
{
    private static readonly ScalePaths Replicas = new(".spec.replicas", ".status.replicas", null);

    /// <summary>The kind that makes others.</summary>
    public static ResourceType CustomResourceDefinition { get; } =
        Cluster("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "crd") with { HasStatus = true, HasGeneration = true };

    /// <summary>Namespaces.</summary>
    public static ResourceType Namespace { get; } = Cluster("", "v1", "Namespace", "ns") with
    {
        HasStatus = true,
        Columns = [new("Status", "string", ".status.phase"), PrinterColumn.Age],
    };

    /// <summary>Pods.</summary>
    public static ResourceType Pod { get; } = Spaced("", "v1", "Pod", "po") with
    {
        HasStatus = true,
        Categories = ["all"],
        Columns =
        [
            new("Ready", "string", ".status.conditions[?(@.type==\"Ready\")].status"),
            new("Status", "string", ".status.phase"),
            PrinterColumn.Age,
            new("IP", "string", ".status.podIP", 1),
            new("Node", "string", ".spec.nodeName", 1),
        ],
    };

    /// <summary>Claims of volumes.</summary>
    public static ResourceType PersistentVolumeClaim { get; } = Spaced("", "v1", "PersistentVolumeClaim", "pvc") with
    {
        HasStatus = true,
        Columns =
        [
            new("Status", "string", ".status.phase"),
            new("Volume", "string", ".spec.volumeName"),
            new("Capacity", "string", ".status.capacity.storage"),
            new("StorageClass", "string", ".spec.storageClassName"),
            PrinterColumn.Age,
        ],
    };

    /// <summary>Sets of pods with names that stay.</summary>
    public static ResourceType StatefulSet { get; } = Workload("StatefulSet", "sts") with
    {
        Columns =
        [
            new("Ready", "integer", ".status.readyReplicas"),
            new("Desired", "integer", ".spec.replicas"),
            PrinterColumn.Age,
        ],
    };

    /// <summary>Sets of pods that are alike.</summary>
    public static ResourceType ReplicaSet { get; } = Workload("ReplicaSet", "rs");

    /// <summary>Roll-outs of pods that are alike.</summary>
    public static ResourceType Deployment { get; } = Workload("Deployment", "deploy") with
    {
        Columns =
        [
            new("Ready", "integer", ".status.readyReplicas"),
            new("Up-to-date", "integer", ".status.updatedReplicas"),
            new("Available", "integer", ".status.availableReplicas"),
            PrinterColumn.Age,
        ],
    };

    /// <summary>Classes of storage.</summary>
    public static ResourceType StorageClass { get; } = Cluster("storage.k8s.io", "v1", "StorageClass", "sc") with
    {
        Columns = [new("Provisioner", "string", ".provisioner"), PrinterColumn.Age],
    };

    /// <summary>Limits of what a namespace may hold.</summary>
    public static ResourceType ResourceQuota { get; } = Spaced("", "v1", "ResourceQuota", "quota") with { HasStatus = true };

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResourceType> All { get; } =
    [
        Namespace,
        Pod,
        PersistentVolumeClaim,
        ResourceQuota,
        Spaced("", "v1", "ConfigMap", "cm"),
        Spaced("", "v1", "Secret") with { Columns = [new("Type", "string", ".type"), PrinterColumn.Age] },
        Spaced("", "v1", "ServiceAccount", "sa"),
        Spaced("", "v1", "Event", "ev") with { Columns = EventColumns },
        Spaced("", "v1", "Service", "svc") with
        {
            HasStatus = true,
            Categories = ["all"],
            Columns = [new("Type", "string", ".spec.type"), new("Cluster-IP", "string", ".spec.clusterIP"), PrinterColumn.Age],
        },
        Cluster("", "v1", "Node", "no") with { HasStatus = true },
        Cluster("", "v1", "PersistentVolume", "pv") with { HasStatus = true },
        StatefulSet,
        ReplicaSet,
        Deployment,
        Spaced("policy", "v1", "PodDisruptionBudget", "pdb") with { HasStatus = true, HasGeneration = true },
        Spaced("networking.k8s.io", "v1", "NetworkPolicy", "netpol") with { Plural = "networkpolicies", HasGeneration = true },
        Spaced("coordination.k8s.io", "v1", "Lease") with
        {
            Columns = [new("Holder", "string", ".spec.holderIdentity"), PrinterColumn.Age],
        },
        Spaced("rbac.authorization.k8s.io", "v1", "Role"),
        Spaced("rbac.authorization.k8s.io", "v1", "RoleBinding"),
        Cluster("rbac.authorization.k8s.io", "v1", "ClusterRole"),
        Cluster("rbac.authorization.k8s.io", "v1", "ClusterRoleBinding"),
        StorageClass,
        CustomResourceDefinition,
    ];

    private static PrinterColumn[] EventColumns =>
    [
        new("Last Seen", "date", ".lastTimestamp"),
        new("Type", "string", ".type"),
        new("Reason", "string", ".reason"),
        new("Object", "string", ".involvedObject.name"),
        new("Message", "string", ".message"),
    ];

    private static ResourceType Workload(string kind, string shortName) => Spaced("apps", "v1", kind, shortName) with
    {
        HasStatus = true,
        HasGeneration = true,
        Scale = Replicas,
        Categories = ["all"],
    };

    private static ResourceType Cluster(string group, string version, string kind, params string[] shortNames) =>
        Spaced(group, version, kind, shortNames) with { IsNamespaced = false };

    private static ResourceType Spaced(string group, string version, string kind, params string[] shortNames) => new()
    {
        Group = group,
        Version = version,
        Kind = kind,
        Plural = kind.ToLowerInvariant() + (kind.EndsWith("Class", StringComparison.Ordinal) ? "es" : "s"),
        Singular = kind.ToLowerInvariant(),
        ShortNames = shortNames,
    };
}
