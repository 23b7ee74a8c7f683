using k8s.Models;
using Paxos.Operator.Planning.Objects;

namespace Paxos.Operator.Planning.Observing;

/// <summary>One node: what is wanted, its pod, and its own word, joined by its name.</summary>
public sealed class NodeView
{
    private const string ActiveDisk = "Active";
    private const string BlankDisk = "Blank";
    private const string ReadyCondition = "Ready";

    internal NodeView(NodeSlot slot, string wantedTemplate, V1Pod? pod, V1PersistentVolumeClaim? claim, NodeReport? report)
    {
        Slot = slot;
        Pod = pod;
        Claim = claim;
        Report = report;
        HasWantedTemplate = pod?.Metadata.Annotations?.TryGetValue(ObjectMetadata.TemplateHash, out var hash) == true
            && hash == wantedTemplate;
    }

    /// <summary>Which node.</summary>
    public NodeSlot Slot { get; }

    /// <summary>Its pod; null while there is none.</summary>
    public V1Pod? Pod { get; }

    /// <summary>The claim of its disk; null where there is none.</summary>
    public V1PersistentVolumeClaim? Claim { get; }

    /// <summary>What it says; null where it could not be asked.</summary>
    public NodeReport? Report { get; }

    /// <summary>Whether its pod is being deleted.</summary>
    public bool IsTerminating => Pod?.Metadata.DeletionTimestamp is not null;

    /// <summary>Whether its program runs: then it may vote, lead or answer, whatever else is said of it.</summary>
    public bool IsRunning => Pod is not null && !IsTerminating && Container?.State?.Running is not null;

    /// <summary>Whether it does its role's work, by its pod's probe and its own word.</summary>
    public bool IsReady => IsRunning && ReadyStatus?.Status == "True" && Report?.Ready == true;

    /// <summary>Whether it votes: an acceptor that runs and whose disk is of this cluster.</summary>
    public bool IsVoting => Slot.IsAcceptor && IsRunning && Report?.Acceptor?.DiskState == ActiveDisk;

    /// <summary>Whether it might vote: an acceptor that runs and does not say that its disk is blank.</summary>
    public bool MayVote => Slot.IsAcceptor && IsRunning && Report?.Acceptor?.DiskState != BlankDisk;

    /// <summary>Whether its pod has the wanted template.</summary>
    public bool HasWantedTemplate { get; }

    /// <summary>Whether its disk grew and its file system grows only when the pod starts anew.</summary>
    public bool NeedsResize => Claim?.Status?.Conditions?.Any(condition =>
        condition is { Type: "FileSystemResizePending", Status: "True" }) == true;

    /// <summary>Whether its pod is there and has to be replaced.</summary>
    public bool IsOutdated => Pod is not null && !IsTerminating && (!HasWantedTemplate || NeedsResize);

    /// <summary>Since when it is ready or not, or else when its pod was made.</summary>
    public DateTimeOffset? Since => Utc(ReadyStatus?.LastTransitionTime ?? Pod?.Metadata.CreationTimestamp);

    /// <summary>Why its container does not run, as the kubelet says; null when it runs or nothing is said.</summary>
    public V1ContainerStateWaiting? Waiting => Container?.State?.Waiting;

    /// <summary>Why the pod has no host; null when it has one or nothing is said.</summary>
    public string? Unschedulable => Pod?.Status?.Conditions?.FirstOrDefault(condition =>
        condition is { Type: "PodScheduled", Status: "False" })?.Message;

    private V1ContainerStatus? Container =>
        Pod?.Status?.ContainerStatuses?.FirstOrDefault(status => status.Name == NodePod.Container);

    private V1PodCondition? ReadyStatus =>
        Pod?.Status?.Conditions?.FirstOrDefault(condition => condition.Type == ReadyCondition);

    internal static DateTimeOffset? Utc(DateTime? time) => time is { } moment
        ? new DateTimeOffset(DateTime.SpecifyKind(moment, DateTimeKind.Utc))
        : null;
}
