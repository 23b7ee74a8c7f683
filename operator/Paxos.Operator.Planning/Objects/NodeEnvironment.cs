using System.Globalization;
using k8s.Models;
using Paxos.Operator.Api;

namespace Paxos.Operator.Planning.Objects;

/// <summary>A pod's environment: the node's settings, as in Swarm. A test reads it with the node's own reader.</summary>
internal static class NodeEnvironment
{
    // Without the prefix of settings, which the node would refuse.
    private const string PodName = "POD_NAME";
    private const string PodNumber = "POD_NUMBER";

    /// <summary>
    /// The node's name, as an argument, so that a list of processes shows it. Pods of a shared workload are counted from 1 as nodes are,
    /// and Kubernetes tells each its number by a label.
    /// </summary>
    public static string NameOf(NodeSlot slot) => slot.IsAcceptor ? slot.Name : $"{slot.Role}$({PodNumber})";

    /// <summary>All variables; those that others refer to stand first.</summary>
    public static List<V1EnvVar> Of(PaxosCluster cluster, NodeSlot slot)
    {
        var variables = new List<V1EnvVar> { Field(PodName, "metadata.name") };
        if (!slot.IsAcceptor)
        {
            variables.Add(Field(PodNumber, "metadata.labels['apps.kubernetes.io/pod-index']"));
        }

        Set("role", slot.Role);
        Set("listen-address", "0.0.0.0");
        Set("advertise-address", $"$({PodName}).{ClusterNames.Peers(cluster)}");
        if (slot.HasDisk)
        {
            Set("data", NodeImage.DataFolder);
        }

        Set("acceptors", Acceptors(cluster));
        foreach (var (setting, value) in NodeSettings.Of(cluster))
        {
            Set(setting, value);
        }

        return variables;

        void Set(string setting, string value) => variables.Add(new V1EnvVar { Name = NodeImage.VariableOf(setting), Value = value });
    }

    // The acceptors and nobody else: gossip finds the others through them, so that scaling another role restarts nobody. Names without
    // the namespace's domain: a cluster's own domain need not be cluster.local, and a pod's resolver knows it.
    private static string Acceptors(PaxosCluster cluster) => string.Join(
        ',',
        NodeSlot.Of(cluster, NodeNames.Acceptor, cluster.Spec.Acceptors.Replicas).Select(slot => string.Create(
            CultureInfo.InvariantCulture, $"{slot.Name}={slot.Pod}.{ClusterNames.Peers(cluster)}:{NodeImage.PeerPort}")));

    private static V1EnvVar Field(string name, string path) => new()
    {
        Name = name,
        ValueFrom = new V1EnvVarSource { FieldRef = new V1ObjectFieldSelector { ApiVersion = "v1", FieldPath = path } },
    };
}
