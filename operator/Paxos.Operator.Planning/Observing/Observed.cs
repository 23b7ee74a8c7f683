using k8s;
using k8s.Models;

namespace Paxos.Operator.Planning.Observing;

/// <summary>What is there, as the runtime read it.</summary>
public sealed record Observed
{
    /// <summary>
    /// The objects in the cluster's namespace that carry its label, of every kind that <see cref="Objects.DesiredObjects"/> makes.
    /// </summary>
    public required IReadOnlyList<IKubernetesObject<V1ObjectMeta>> Objects { get; init; }

    /// <summary>The pods that carry its label.</summary>
    public required IReadOnlyList<V1Pod> Pods { get; init; }

    /// <summary>What the nodes that could be asked say, each just now. They are joined to pods by the node's name.</summary>
    public required IReadOnlyList<NodeReport> Reports { get; init; }

    /// <summary>What a node says; null where it could not be asked.</summary>
    public NodeReport? ReportOf(string node) => Reports.FirstOrDefault(report => report.Name == node);

    /// <summary>An object by kind and name; null when there is none.</summary>
    public T? Find<T>(string name)
        where T : class, IKubernetesObject<V1ObjectMeta> =>
        Objects.OfType<T>().FirstOrDefault(candidate => candidate.Metadata.Name == name);
}
