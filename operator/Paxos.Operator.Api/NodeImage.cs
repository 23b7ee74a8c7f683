namespace Paxos.Operator.Api;

/// <summary>What the one image of all roles has in common on every platform. Tests hold it equal to the node's own defaults.</summary>
public static class NodeImage
{
    /// <summary>The program, and the image's entry point.</summary>
    public const string Program = "/app/paxos-node";

    /// <summary>Where an acceptor's or a learner's volume is.</summary>
    public const string DataFolder = "/data";

    /// <summary>The page, status, metrics and probes.</summary>
    public const int WebPort = 8000;

    /// <summary>The applications' port of a client node.</summary>
    public const int ClientPort = 6001;

    /// <summary>The other nodes and the admin service.</summary>
    public const int PeerPort = 7000;

    /// <summary>What each environment variable of a node's setting begins with.</summary>
    public const string EnvironmentPrefix = "PAXOS_";

    /// <summary>The environment variable of a setting, such as <c>PAXOS_WEB_PORT</c> of <c>web-port</c>.</summary>
    public static string VariableOf(string setting) => EnvironmentPrefix + setting.ToUpperInvariant().Replace('-', '_');
}
