using System.CommandLine;
using System.Text.Json.Nodes;
using Paxos.Cli.Connection;
using Paxos.Cli.Output;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>nodes</c>.</summary>
internal static class NodesVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder) => binder.Bind(
        new Command("nodes", "Lists all members of the cluster."),
        async (_, session, cancellationToken) =>
        {
            var response = await session.CallAsync(
                Effect.None,
                (channel, options) => channel.Node.NodesAsync(new NodesRequest(), options),
                cancellationToken);
            var nodes = response.Nodes.OrderBy(node => node.Name, StringComparer.Ordinal).ToArray();
            var wide = session.Printer.Wide;
            session.Printer.Print(
                new JsonObject { ["nodes"] = new JsonArray([.. nodes.Select(Document)]) },
                output => Table.Write(
                    output,
                    wide ? [.. NodesTable.Titles, "WEB", "CLIENT", "VERSION"] : NodesTable.Titles,
                    nodes.Select(node => wide ? [.. NodesTable.Row(node), .. WideRow(node)] : NodesTable.Row(node))));
        });

    private static JsonObject Document(NodeRecord node) => new()
    {
        ["name"] = node.Name,
        ["roles"] = new JsonArray([.. node.Roles.Select(role => JsonValue.Create(role))]),
        ["status"] = node.Status,
        ["leader"] = node.Leader,
        ["applied"] = node.Applied,
        ["ageMs"] = node.AgeMilliseconds,
        ["peerAddress"] = node.PeerAddress,
        ["webAddress"] = node.WebAddress,
        ["clientAddress"] = node.ClientAddress,
        ["version"] = node.Version,
    };

    private static string[] WideRow(NodeRecord node) => [node.WebAddress, node.ClientAddress, node.Version];
}
