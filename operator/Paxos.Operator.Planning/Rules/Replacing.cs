using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Planning.Reporting;

namespace Paxos.Operator.Planning.Rules;

/// <summary>What every way of replacing a pod asks first.</summary>
internal static class Replacing
{
    /// <summary>
    /// Whether a deleted pod would come back as it is wanted: its workload has the wanted template, and the controller of workloads has
    /// seen that.
    /// </summary>
    public static bool ComesBackAsWanted(ClusterView view, NodeView node)
    {
        var wanted = view.Desired.OfType<k8s.Models.V1StatefulSet>().Single(workload => workload.Metadata.Name == node.Slot.Workload);
        return view.WorkloadOf(node) is { } present
            && present.Metadata.DeletionTimestamp is null
            && HashOf(present) == HashOf(wanted)
            && present.Status?.ObservedGeneration >= present.Metadata.Generation
            && (node.Slot.Claim is null || node.Claim is { Metadata.DeletionTimestamp: null });
    }

    /// <summary>
    /// Whether a node that runs can be stopped. One that may vote only while every other acceptor says itself that it votes: two voters
    /// are never down at once by our doing. Before the cluster is formed there are no votes that could be missing.
    /// </summary>
    public static bool IsSpared(ClusterView view, NodeView node) =>
        !node.MayVote || !view.IsFormed || view.Acceptors.All(other => other == node || other.IsVoting);

    /// <summary>The action.</summary>
    public static DeletePod Delete(NodeView node, string reason) =>
        new(node.Slot.Name, node.Slot.Pod, node.Pod!.Metadata.Uid, reason);

    /// <summary>Why a pod is replaced.</summary>
    public static string ReasonOf(NodeView node) => node.HasWantedTemplate ? Reasons.FileSystemResize : Reasons.TemplateChanged;

    private static string? HashOf(k8s.Models.V1StatefulSet workload) =>
        workload.Spec?.Template?.Metadata?.Annotations?.TryGetValue(ObjectMetadata.TemplateHash, out var hash) == true ? hash : null;
}
