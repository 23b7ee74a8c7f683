using Paxos.Operator.Api.Validation;

namespace Paxos.Operator.Api.Yaml;

/// <summary>What reading a text gave.</summary>
/// <param name="Cluster">The resource; null when anything is wrong with it.</param>
/// <param name="Findings">All mistakes and warnings, in the order of the text.</param>
public sealed record ClusterReading(PaxosCluster? Cluster, IReadOnlyList<Finding> Findings)
{
    /// <summary>What is wrong.</summary>
    public IEnumerable<Finding> Errors => Findings.Where(finding => finding.Severity == Severity.Error);

    /// <summary>What somebody should know.</summary>
    public IEnumerable<Finding> Warnings => Findings.Where(finding => finding.Severity == Severity.Warning);
}
