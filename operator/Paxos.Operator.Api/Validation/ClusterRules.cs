using System.Globalization;
using Paxos.Operator.Api.Spec;

namespace Paxos.Operator.Api.Validation;

/// <summary>
/// The rules between fields, in one place for Swarm, operator and command line. Each has a name that stays; the custom resource
/// definition repeats those that the API server can check, under the same names.
/// </summary>
public static class ClusterRules
{
    /// <summary>A journal's disk holds the file being written, the one in reserve, and two that wait to be trimmed.</summary>
    private const int SegmentsOnDiskMin = 4;

    /// <summary>Checks a resource whose fields each keep their own schema.</summary>
    /// <returns>Errors and warnings; a resource without errors can be used.</returns>
    public static IReadOnlyList<Finding> Check(PaxosCluster cluster)
    {
        var findings = new FindingList();
        CheckNumbers(cluster.Spec, findings);
        CheckDurations(cluster.Spec, findings);
        CheckDisks(cluster.Spec, findings);
        CheckResources(cluster.Spec, findings);
        PublishRules.Check(cluster, findings);
        PlacementRules.Check(cluster.Spec, findings);
        CheckPodTemplate(cluster.Spec.PodTemplate, findings);
        return findings.All;
    }

    private static void CheckNumbers(ClusterSpec spec, FindingList findings)
    {
        var acceptors = spec.Acceptors.Replicas;
        const string Path = "spec.acceptors.replicas";
        if (acceptors % 2 == 0)
        {
            var survives = (acceptors - 1) / 2;
            if (spec.Acceptors.AllowEven)
            {
                findings.Warn("acceptors-odd", Path, acceptors, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path} is {acceptors}: an even number survives {survives} failures, as {acceptors - 1} do."));
            }
            else
            {
                findings.Fail("acceptors-odd", Path, acceptors, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{Path} must be odd: an even number survives no more failures than one fewer. It is {acceptors}; "
                        + $"spec.acceptors.allowEven: true takes it."));
            }
        }

        if (acceptors == 1)
        {
            findings.Warn("survives-failures", Path, acceptors, $"{Path} is 1: the loss of that disk loses everything.");
        }

        if (spec.Proposers.Replicas == 1)
        {
            findings.Warn(
                "survives-failures",
                "spec.proposers.replicas",
                1,
                "spec.proposers.replicas is 1: while it restarts nothing can be written.");
        }

        if (spec.Learners.Replicas == 1)
        {
            findings.Warn(
                "survives-failures",
                "spec.learners.replicas",
                1,
                "spec.learners.replicas is 1: acceptors forget what it alone holds, and the loss of its disk loses that.");
        }

        if (spec.Consensus.TrimCopies is { } copies && copies > spec.Learners.Replicas)
        {
            findings.Fail("trim-copies", "spec.consensus.trimCopies", copies, string.Create(
                CultureInfo.InvariantCulture,
                $"spec.consensus.trimCopies must be at most spec.learners.replicas, or acceptors never forget and their disks fill. "
                    + $"They are {copies} and {spec.Learners.Replicas}."), "spec.learners.replicas");
        }
    }

    private static void CheckDurations(ClusterSpec spec, FindingList findings)
    {
        var consensus = spec.Consensus;
        if (consensus.ElectionMinimumMilliseconds < 4 * consensus.HeartbeatMilliseconds)
        {
            findings.FailTwo(
                "election-heartbeats",
                ("spec.consensus.electionMinimumMilliseconds", consensus.ElectionMinimumMilliseconds),
                ("spec.consensus.heartbeatMilliseconds", consensus.HeartbeatMilliseconds),
                "must be at least four times",
                "so that one lost frame deposes nobody");
        }

        if (consensus.ElectionMaximumMilliseconds <= consensus.ElectionMinimumMilliseconds)
        {
            findings.FailTwo(
                "election-range",
                ("spec.consensus.electionMaximumMilliseconds", consensus.ElectionMaximumMilliseconds),
                ("spec.consensus.electionMinimumMilliseconds", consensus.ElectionMinimumMilliseconds),
                "must be above",
                "so that two proposers seldom campaign together");
        }

        if (spec.Gossip.AckTimeoutMilliseconds >= spec.Gossip.ProbeIntervalMilliseconds)
        {
            findings.FailTwo(
                "gossip-ack",
                ("spec.gossip.ackTimeoutMilliseconds", spec.Gossip.AckTimeoutMilliseconds),
                ("spec.gossip.probeIntervalMilliseconds", spec.Gossip.ProbeIntervalMilliseconds),
                "must be below",
                "so that others can still try within the interval");
        }
    }

    private static void CheckDisks(ClusterSpec spec, FindingList findings)
    {
        CheckDisk("spec.acceptors.storage.size", spec.Acceptors.Storage.Size);
        CheckDisk("spec.learners.storage.size", spec.Learners.Storage.Size);

        void CheckDisk(string path, Quantity? size)
        {
            var least = SegmentsOnDiskMin * spec.Consensus.JournalSegmentMebibytes;
            if (size is not null && size.Value < (decimal)least * (1 << 20))
            {
                findings.Fail("storage-size", path, size, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{path} must be at least {least}Mi: {SegmentsOnDiskMin} files of the journal "
                        + $"(spec.consensus.journalSegmentMebibytes is {spec.Consensus.JournalSegmentMebibytes}). It is {size}."),
                    "spec.consensus.journalSegmentMebibytes");
            }
        }
    }

    private static void CheckResources(ClusterSpec spec, FindingList findings)
    {
        CheckRole("spec.acceptors", spec.Acceptors);
        CheckRole("spec.proposers", spec.Proposers);
        CheckRole("spec.learners", spec.Learners);
        CheckRole("spec.clients", spec.Clients);

        void CheckRole(string path, RoleSpec role)
        {
            CheckAmount(path, "cpu", role.Resources.Requests.Cpu, role.Resources.Limits.Cpu);
            CheckAmount(path, "memory", role.Resources.Requests.Memory, role.Resources.Limits.Memory);
        }

        void CheckAmount(string path, string what, Quantity request, Quantity? limit)
        {
            if (limit is not null && limit.Value < request.Value)
            {
                findings.FailTwo(
                    "requests-limits",
                    ($"{path}.resources.limits.{what}", limit),
                    ($"{path}.resources.requests.{what}", request),
                    "must be at least",
                    "which is reserved");
            }
        }
    }

    private static void CheckPodTemplate(PodTemplateSpec template, FindingList findings)
    {
        CheckKeys("spec.podTemplate.labels", template.Labels.Keys);
        CheckKeys("spec.podTemplate.annotations", template.Annotations.Keys);

        void CheckKeys(string path, IEnumerable<string> keys)
        {
            foreach (var key in keys.Where(IsReserved))
            {
                findings.Fail(
                    "reserved-keys",
                    path,
                    key,
                    $"A key of {path} must not begin with {ClusterLabels.Prefix} or com.docker.: those are the tools' own. It is '{key}'.");
            }
        }

        static bool IsReserved(string key) =>
            key.StartsWith(ClusterLabels.Prefix, StringComparison.Ordinal) || key.StartsWith("com.docker.", StringComparison.Ordinal);
    }
}
