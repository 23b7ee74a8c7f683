using System.Globalization;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Api.Validation;

/// <summary>Rules about hosts.</summary>
internal static class PlacementRules
{
    private const string Acceptors = "spec.placement.acceptorNodes";
    private const string Learners = "spec.placement.learnerNodes";

    /// <summary>Checks them.</summary>
    public static void Check(ClusterSpec spec, FindingList findings)
    {
        CheckCount(Acceptors, spec.Placement.AcceptorNodes, "spec.acceptors.replicas", spec.Acceptors.Replicas, findings);
        CheckCount(Learners, spec.Placement.LearnerNodes, "spec.learners.replicas", spec.Learners.Replicas, findings);
        var shared = spec.Placement.AcceptorNodes.GroupBy(host => host, StringComparer.Ordinal).Where(group => group.Count() > 1);
        foreach (var host in shared.Select(group => group.Key))
        {
            if (spec.Placement.AcceptorSpread == Spread.Required)
            {
                findings.Fail(
                    "acceptor-hosts",
                    Acceptors,
                    host,
                    $"{Acceptors} must name a host once where spec.placement.acceptorSpread is Required. '{host}' is named again.",
                    "spec.placement.acceptorSpread");
            }
            else
            {
                findings.Warn("acceptor-hosts", Acceptors, host, $"{Acceptors} names '{host}' again: its loss takes several acceptors.");
            }
        }
    }

    private static void CheckCount(string path, IReadOnlyList<string> hosts, string replicasPath, int replicas, FindingList findings)
    {
        if (hosts.Count > 0 && hosts.Count != replicas)
        {
            findings.Fail("hosts-count", path, hosts.Count, string.Create(
                CultureInfo.InvariantCulture,
                $"{path} must name one host for each node, {replicas} ({replicasPath}), or none. It names {hosts.Count}."),
                replicasPath);
        }
    }
}
