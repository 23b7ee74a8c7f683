using System.Text.Json.Nodes;
using Paxos.Operator.Api.Validation;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Swarm;

/// <summary>A stack for <c>docker stack deploy</c>.</summary>
/// <param name="Cluster">The resource's name.</param>
/// <param name="Document">The stack; null where Swarm cannot give what the resource asks for.</param>
/// <param name="Findings">What Swarm cannot honour, as errors, or as warnings that say what is lost.</param>
public sealed record GeneratedStack(string Cluster, JsonObject? Document, IReadOnlyList<Finding> Findings)
{
    /// <summary>The stack file.</summary>
    /// <exception cref="InvalidOperationException">There is none.</exception>
    public string ToYaml()
    {
        var text = new StringWriter { NewLine = "\n" };
        text.WriteLine($"# The PaxosCluster '{Cluster}' as a stack: docker stack deploy --compose-file FILE {Cluster}");
        text.WriteLine("# Made by 'paxosctl swarm generate'. Change the resource and make it anew; changes made here are lost.");
        YamlDocument.Write(Document ?? throw new InvalidOperationException("The resource has errors, and no stack."), text);
        return text.ToString();
    }
}
