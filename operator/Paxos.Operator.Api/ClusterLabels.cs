namespace Paxos.Operator.Api;

/// <summary>Labels that the tools put on what they make, equal on every platform.</summary>
public static class ClusterLabels
{
    /// <summary>What the tools' own labels begin with; nobody else may use it.</summary>
    public const string Prefix = "paxos.dev/";

    /// <summary>The resource's name.</summary>
    public const string Cluster = $"{Prefix}cluster";

    /// <summary>The node's role.</summary>
    public const string Role = $"{Prefix}role";

    /// <summary>The node's name.</summary>
    public const string Node = $"{Prefix}node";

    /// <summary>The wanted version.</summary>
    public const string Version = $"{Prefix}version";
}
