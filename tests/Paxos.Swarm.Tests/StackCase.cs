using Paxos.Operator.Api;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Swarm.Tests;

/// <summary>A resource whose stack was reviewed.</summary>
/// <param name="Name">Its folder below Stacks.</param>
internal sealed record StackCase(string Name)
{
    /// <summary>All of them.</summary>
    public static TheoryData<string> Names => ["minimal", "documented", "one-acceptor", "five-acceptors-pinned", "everything"];

    /// <summary>The resource.</summary>
    public string Resource => Name is "minimal" or "documented"
        ? Path.Combine(Repository.Root, "manifests", "samples", $"{Name}.yaml")
        : Path.Combine(Repository.Root, "tests", "Paxos.Swarm.Tests", "Stacks", Name, "cluster.yaml");

    /// <summary>The stack, from the tests' folder on. That of the documented nodes is the one that people deploy.</summary>
    public string Stack => Name == "documented" ? "../swarm/stack.yml" : $"Paxos.Swarm.Tests/Stacks/{Name}/stack.yml";

    /// <summary>What is said about it, from the tests' folder on.</summary>
    public string Warnings => $"Paxos.Swarm.Tests/Stacks/{Name}/warnings.txt";

    /// <summary>The resource, which has no mistakes.</summary>
    public PaxosCluster Read()
    {
        var reading = ClusterReader.Read(File.ReadAllText(Resource));
        Assert.Empty(reading.Errors);
        return reading.Cluster!;
    }
}
