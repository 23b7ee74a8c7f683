using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Planning.Reporting;

/// <summary>The status of a cluster, from what was read and what was planned. Nothing in it is counted up or remembered.</summary>
public static class StatusReport
{
    /// <summary>Makes it.</summary>
    public static ClusterStatus Of(PaxosCluster cluster, Observed observed, Plan plan, DateTimeOffset now) =>
        Of(ClusterView.Of(cluster, observed, now), plan);

    /// <summary>Makes it.</summary>
    public static ClusterStatus Of(ClusterView view, Plan plan)
    {
        var cluster = view.Cluster;
        var conditions = ConditionReport.Of(view, plan);
        var heard = view.Nodes.Select(node => node.Report).OfType<NodeReport>().ToList();
        return new ClusterStatus
        {
            ObservedGeneration = cluster.Metadata.Generation,
            Phase = PhaseReport.Of(view, plan, conditions),
            ClusterId = cluster.Status.ClusterId ?? (view.ClusterIds is [var id] ? id : null),
            Initialized = view.IsFormed ? true : null,
            Epoch = heard.Count == 0 ? cluster.Status.Epoch : heard.Max(report => report.Epoch),
            Leader = view.Leader is { } leader
                ? new LeaderStatus { Name = leader.Slot.Name, Ballot = leader.Report!.Proposer!.Ballot }
                : null,
            Version = VersionOf(view, heard),
            Acceptors = AcceptorsOf(view),
            Proposers = Fill(new RoleStatus(), view, NodeNames.Proposer),
            Learners = LearnersOf(view),
            Clients = Fill(new RoleStatus(), view, NodeNames.Client),
            Members = [.. view.Nodes.Select(node => MemberReport.Of(view, node))],
            Rollout = RolloutOf(view, plan),
            Endpoints = new EndpointsStatus { Client = ClusterNames.ClientEndpoint(cluster) },
            Conditions = conditions,
        };
    }

    /// <summary>The status of a resource that breaks a rule: nothing is changed until it is put right.</summary>
    public static ClusterStatus OfRefused(PaxosCluster cluster, IReadOnlyList<Finding> errors, DateTimeOffset now) => cluster.Status with
    {
        ObservedGeneration = cluster.Metadata.Generation,
        Phase = PhaseReport.Stalled,
        Conditions = ConditionReport.OfRefused(cluster, errors, now),
    };

    private static VersionStatus VersionOf(ClusterView view, List<NodeReport> heard)
    {
        var versions = heard.Select(report => report.Version).Distinct(StringComparer.Ordinal).ToList();
        return new VersionStatus
        {
            Current = heard.Count == view.Nodes.Count && versions is [var only] ? only : null,
            Target = view.Cluster.Spec.Version,
        };
    }

    private static AcceptorsStatus AcceptorsOf(ClusterView view)
    {
        var voting = view.Acceptors.Count(node => node.IsVoting);
        return Fill(new AcceptorsStatus(), view, NodeNames.Acceptor) with
        {
            Voting = voting,
            FaultTolerance = Math.Max(0, voting - view.Majority),
        };
    }

    private static LearnersStatus LearnersOf(ClusterView view)
    {
        var lags = view.OfRole(NodeNames.Learner).Where(node => node.IsReady).Select(node => MemberReport.LagOf(view, node)).ToList();
        return Fill(new LearnersStatus(), view, NodeNames.Learner) with
        {
            LagMax = lags.Max(),
            Selector = $"{ClusterLabels.Cluster}={view.Cluster.Metadata.Name},{ClusterLabels.Role}={NodeNames.Learner}",
        };
    }

    // An autoscaler multiplies by the pods that are there, ready or not; with the ready ones alone it would ask for too few.
    private static T Fill<T>(T status, ClusterView view, string role)
        where T : RoleStatus
    {
        var nodes = view.OfRole(role).ToList();
        var desired = NodeNames.Roles(view.Cluster).Single(candidate => candidate.Role == role).Replicas;
        var ready = nodes.Count(node => node.IsReady);
        return status with
        {
            Desired = desired,
            Current = view.Observed.Pods.Count(pod => RoleOf(pod) == role && pod.Metadata.DeletionTimestamp is null),
            Ready = ready,
            Updated = nodes.Count(node => node.HasWantedTemplate),
            Summary = $"{ready}/{desired}",
        };
    }

    private static string? RoleOf(V1Pod pod) =>
        pod.Metadata.Labels?.TryGetValue(ClusterLabels.Role, out var role) == true ? role : null;

    private static RolloutStatus? RolloutOf(ClusterView view, Plan plan)
    {
        var outdated = view.Nodes.Where(node => node.IsOutdated).ToList();
        return outdated.Count == 0 ? null : new RolloutStatus
        {
            Updated = view.Nodes.Count - outdated.Count,
            Total = view.Nodes.Count,
            Reasons = [.. outdated.Select(Rules.Replacing.ReasonOf).Distinct(StringComparer.Ordinal)],
            Waiting = plan.Waits.Count == 0 ? null : plan.Waits[0].Message,
        };
    }
}
