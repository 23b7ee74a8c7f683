using System.Globalization;
using Paxos.Cli.Grammar;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary>How the cluster sees its members, as columns of a table.</summary>
internal static class NodesTable
{
    /// <summary>The columns' titles.</summary>
    public static readonly string[] Titles = ["NAME", "ROLE", "STATUS", "LEADER", "APPLIED", "AGE", "ADDRESS"];

    /// <summary>A member's row.</summary>
    public static string[] Row(NodeRecord node) =>
    [
        node.Name,
        string.Join(',', node.Roles),
        node.Status,
        node.Leader ? "yes" : "",
        node.Applied.ToString(CultureInfo.InvariantCulture),
        DurationText.Age(TimeSpan.FromMilliseconds(node.AgeMilliseconds)),
        node.PeerAddress,
    ];

    /// <summary>The row of a node of which the cluster tells nothing.</summary>
    public static string[] UnknownRow(string name, string role) => [name, role, "", "", "", "", ""];
}
