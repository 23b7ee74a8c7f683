using Paxos.Operator.EndToEnd.Tests.Sites;

namespace Paxos.Operator.EndToEnd.Tests.Clusters;

/// <summary>Resources as a person would write them, with the images that the site has.</summary>
internal static class Manifests
{
    /// <summary>One of the samples, as it is but for the image.</summary>
    public static string Sample(string file, NodeVersions versions) =>
        File.ReadAllText(Path.Combine(Repository.Root, "manifests", "samples", file))
            .Replace("repository: paxos-node", $"repository: {versions.Repository}", StringComparison.Ordinal)
            .Replace("version: \"0.1.0\"", $"version: \"{versions.First}\"", StringComparison.Ordinal);

    /// <summary>A cluster as small as it can be: one node of each role, or more acceptors.</summary>
    public static string Small(
        string name, NodeVersions versions, string? version = null, int acceptors = 1, string? storageClass = null) => $$"""
        apiVersion: paxos.dev/v1alpha1
        kind: PaxosCluster
        metadata: {name: {{name}} }
        spec:
          version: "{{version ?? versions.First}}"
          image: {repository: "{{versions.Repository}}"}
          acceptors:
            replicas: {{acceptors}}
            storage: {size: 1Gi{{(storageClass is null ? "" : $", storageClassName: {storageClass}")}}}
          proposers: {replicas: 1}
          learners: {replicas: 1}
          clients: {replicas: 1}
        """;

    /// <summary>A quota of the namespace, called none.</summary>
    public static string Quota(int pods, int claims) => $$"""
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none}
        spec: {hard: {pods: "{{pods}}", persistentvolumeclaims: "{{claims}}"} }
        """;
}
