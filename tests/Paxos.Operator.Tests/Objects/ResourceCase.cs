using Paxos.Operator.Api;

namespace Paxos.Operator.Tests.Objects;

/// <summary>A resource whose objects were reviewed.</summary>
internal static class ResourceCase
{
    /// <summary>All of them.</summary>
    public static TheoryData<string> Names => ["minimal", "documented", "everything"];

    /// <summary>The resource: a sample, or the one with every field that the Swarm tests have, too.</summary>
    public static PaxosCluster Read(string name) => Api.Samples.Valid(Text(name));

    /// <summary>Its text.</summary>
    public static string Text(string name) => name == "everything"
        ? File.ReadAllText(Path.Combine(Repository.Root, "tests", "Paxos.Swarm.Tests", "Stacks", name, "cluster.yaml"))
        : Api.Samples.Read($"{name}.yaml");

    /// <summary>The resource as a server has it.</summary>
    public static PaxosCluster Stored(string name)
    {
        var cluster = Read(name);
        return cluster with { Metadata = cluster.Metadata with { Namespace = "prod", Uid = "11111111-2222-3333-4444-555555555555" } };
    }
}
