using System.Globalization;
using Paxos.Operator.Api.Schema;

namespace Paxos.Operator.Api;

/// <summary>The settings that a resource gives every node alike.</summary>
public static class NodeSettings
{
    private const string TrimCopies = "trim-copies";

    /// <summary>Copies of what acceptors forget, unless there are fewer learners.</summary>
    private const int TrimCopiesDefault = 2;

    /// <summary>
    /// Every setting with its value, defaults too, in the schema's order: what a resource says stays so when a later version of the node
    /// has other defaults.
    /// </summary>
    public static IReadOnlyList<(string Setting, string Value)> Of(PaxosCluster cluster)
    {
        var values = new List<(string, string)>();
        Add(cluster.Spec.Consensus);
        Add(cluster.Spec.Gossip);
        Add(cluster.Spec.Logging);
        return values;

        void Add(object section)
        {
            foreach (var field in ObjectSchema.Of(section.GetType()).Fields)
            {
                var value = field.ValueIn(section) ?? ValueOfAbsent(field.NodeSetting!, cluster);
                values.Add((field.NodeSetting!, string.Format(CultureInfo.InvariantCulture, "{0}", value)));
            }
        }
    }

    private static int ValueOfAbsent(string setting, PaxosCluster cluster) => setting == TrimCopies
        ? Math.Min(TrimCopiesDefault, cluster.Spec.Learners.Replicas)
        : throw new System.Diagnostics.UnreachableException($"The setting {setting} has neither a value nor a default.");
}
