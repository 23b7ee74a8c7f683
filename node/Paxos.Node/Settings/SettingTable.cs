using System.Globalization;
using Paxos.Protocol;

namespace Paxos.Node.Settings;

/// <summary>
/// Every setting of the node, once: the command line, the environment, the settings file, the help text and the checks are all
/// made from this table.
/// </summary>
internal static class SettingTable
{
    private const string Milliseconds = "milliseconds";
    private static readonly ProtocolOptions Defaults = new();

    /// <summary>The process's name.</summary>
    public static Setting Name { get; } = new(
        "name", "DNS label", null, SettingRule.Name, "This node's name, unique in its cluster");

    /// <summary>The roles that it holds.</summary>
    public static Setting Role { get; } = new(
        "role", "list", null, SettingRule.OneOf("proposer", "acceptor", "learner", "client"), "The roles that this process holds")
    {
        IsList = true,
    };

    /// <summary>The initial acceptors.</summary>
    public static Setting Acceptors { get; } = new(
        "acceptors",
        "list of name=host:port",
        null,
        SettingRule.Endpoint,
        "The acceptors that the cluster is formed with, at their peer ports; the same on every node")
    {
        IsList = true,
    };

    /// <summary>Further nodes to greet.</summary>
    public static Setting Peers { get; } = new(
        "peers", "list of name=host:port", null, SettingRule.Endpoint, "Other nodes to find the cluster through, at their peer ports")
    {
        IsList = true,
        DefaultText = "none",
    };

    /// <summary>The folder for what must last.</summary>
    public static Setting Data { get; } = new(
        "data", "folder", null, SettingRule.NotEmpty, "Where an acceptor or a learner keeps its disk; refused for other roles");

    /// <summary>Where the ports are opened.</summary>
    public static Setting ListenAddress { get; } = new(
        "listen-address", "IP address", "127.0.0.1", SettingRule.ListenAddress, "The address that all ports are opened on");

    /// <summary>Where others find this node.</summary>
    public static Setting AdvertiseAddress { get; } = new(
        "advertise-address",
        "host",
        null,
        SettingRule.Host,
        "The host that others reach this node at; required when listen-address is 0.0.0.0 or [::]")
    {
        DefaultText = "listen-address",
    };

    /// <summary>The page's port.</summary>
    public static Setting WebPort { get; } = new(
        "web-port", "port", "8000", SettingRule.Number(1, 65_535), "The page, status, metrics and probes (HTTP/1.1)");

    /// <summary>The applications' port.</summary>
    public static Setting ClientPort { get; } = new(
        "client-port", "port", "6001", SettingRule.Number(1, 65_535), "Applications and paxosctl (gRPC); only with the role client");

    /// <summary>The other nodes' port.</summary>
    public static Setting PeerPort { get; } = new(
        "peer-port", "port", "7000", SettingRule.Number(1, 65_535), "Other nodes and the admin service (gRPC)");

    /// <summary>The only cluster to belong to.</summary>
    public static Setting ClusterId { get; } = new(
        "cluster-id", "16 hex digits", null, SettingRule.ClusterId, "The only cluster to belong to")
    {
        DefaultText = "whichever the acceptors form",
    };

    /// <summary>The leader's sign of life.</summary>
    public static Setting Heartbeat { get; } = new(
        "heartbeat-milliseconds",
        Milliseconds,
        Text(Defaults.HeartbeatMilliseconds),
        SettingRule.Number(10, 1_000),
        "How often a leader shows that it lives; lower notices its end sooner and costs more messages");

    /// <summary>The shortest silence before an election.</summary>
    public static Setting ElectionMinimum { get; } = new(
        "election-minimum-milliseconds",
        Milliseconds,
        Text(Defaults.ElectionMinimumMilliseconds),
        SettingRule.Number(40, 60_000),
        "The shortest silence of a leader before another campaigns; at least four heartbeats");

    /// <summary>The longest silence before an election.</summary>
    public static Setting ElectionMaximum { get; } = new(
        "election-maximum-milliseconds",
        Milliseconds,
        Text(Defaults.ElectionMaximumMilliseconds),
        SettingRule.Number(41, 120_000),
        "The longest such silence; above the shortest, so that two proposers seldom campaign together");

    /// <summary>The size of a journal's files.</summary>
    public static Setting JournalSegment { get; } = new(
        "journal-segment-mebibytes",
        "MiB",
        "64",
        SettingRule.Number(4, 1_024),
        "The size of one file of the journal; one more of this size is kept in reserve");

    /// <summary>How much log a learner lets grow between two snapshots.</summary>
    public static Setting Snapshot { get; } = new(
        "snapshot-mebibytes",
        "MiB",
        "64",
        SettingRule.Number(1, 4_096),
        "How much log may follow a learner's snapshot before the next; a store that is larger is written less often; the same on "
            + "every learner");

    /// <summary>How many learners must hold what acceptors forget.</summary>
    public static Setting TrimCopies { get; } = new(
        "trim-copies",
        "number",
        null,
        SettingRule.Number(1, 8),
        "How many learners must hold a slot in a durable snapshot before acceptors forget it; 1 where only one learner is wanted")
    {
        DefaultText = "2, or 1 on a node whose acceptors and peers name no other node",
    };

    /// <summary>The lowest level logged.</summary>
    public static Setting LogLevel { get; } = new(
        "log-level",
        "word",
        "information",
        SettingRule.OneOf("trace", "debug", "information", "warning", "error", "critical"),
        "The lowest level that is logged");

    /// <summary>How lines are written.</summary>
    public static Setting LogFormat { get; } = new(
        "log-format", "word", "text", SettingRule.OneOf("text", "json"), "How log lines are written to standard output");

    /// <summary>The settings file.</summary>
    public static Setting Config { get; } = new(
        "config", "file", null, SettingRule.NotEmpty, "A YAML file with any of the settings above")
    {
        IsInFile = false,
        DefaultText = "none",
    };

    /// <summary>All of them, in the order of the help text.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        Name, Role, Acceptors, Peers, Data, ListenAddress, AdvertiseAddress, WebPort, ClientPort, PeerPort, ClusterId, Heartbeat,
        ElectionMinimum, ElectionMaximum, JournalSegment, Snapshot, TrimCopies, LogLevel, LogFormat, Config,
    ];

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
