using Paxos.Operator.Api;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Operator.Tests.Api;

/// <summary>Resources as text.</summary>
internal static class Samples
{
    /// <summary>The least that is taken, the lines of a spec following it.</summary>
    public const string Least = """
        apiVersion: paxos.dev/v1alpha1
        kind: PaxosCluster
        metadata:
          name: orders
        spec:
          version: "0.1.0"
          image:
            repository: paxos-node

        """;

    /// <summary>A file of manifests/samples.</summary>
    public static string Read(string name) => File.ReadAllText(Path.Combine(Repository.Root, "manifests", "samples", name));

    /// <summary>A resource with these lines in its spec; the acceptors' storage is given unless they say something of acceptors.</summary>
    public static string With(string lines)
    {
        var storage = lines.Contains("acceptors:", StringComparison.Ordinal) ? "" : "  acceptors: {storage: {size: 1Gi}}\n";
        return Least + storage + string.Concat(lines.Split('\n').Select(line => $"  {line}\n"));
    }

    /// <summary>A text that must be right.</summary>
    public static PaxosCluster Valid(string text)
    {
        var reading = ClusterReader.Read(text);
        Assert.Empty(reading.Errors);
        return reading.Cluster!;
    }
}
