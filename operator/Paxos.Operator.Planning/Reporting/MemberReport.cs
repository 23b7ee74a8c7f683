using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Planning.Reporting;

/// <summary>A node's line of the status.</summary>
internal static class MemberReport
{
    /// <summary>Makes it.</summary>
    public static MemberStatus Of(ClusterView view, NodeView node) => new()
    {
        Id = node.Slot.Name,
        Role = node.Slot.Role,
        Pod = node.Slot.Pod,
        Node = node.Pod?.Spec?.NodeName,
        Claim = node.Slot.Claim,
        ClaimUid = node.Claim?.Metadata.Uid,
        DiskId = DiskOf(node.Report),
        State = StateOf(node),
        Reason = string.IsNullOrEmpty(node.Report?.Reason) ? null : node.Report.Reason,
        Ready = node.IsReady,
        Updated = node.HasWantedTemplate && !node.NeedsResize,
        Version = node.Report?.Version,
        Lag = LagOf(view, node),
    };

    /// <summary>How many chosen slots a learner has not applied, by the highest that any node knows; null where it is not heard.</summary>
    public static long? LagOf(ClusterView view, NodeView node) => node is { Slot.Role: NodeNames.Learner, Report.Learner: { } learner }
        ? Math.Max(0, view.Nodes.Max(other => other.Report?.ChosenSlot ?? 0) - learner.AppliedTo)
        : null;

    private static string? DiskOf(NodeReport? report) =>
        (report?.Acceptor?.DiskId ?? report?.Learner?.DiskId) is { Length: > 0 } id ? id : null;

    private static string StateOf(NodeView node) => node switch
    {
        { Pod: null } => "Missing",
        { IsTerminating: true } => "Terminating",
        { IsRunning: false } => node.Waiting?.Reason ?? node.Pod!.Status?.Phase ?? "Pending",
        { Report: null } => "NotHeard",
        _ => node.Report!.Condition,
    };
}
