using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Cli.Connection;
using Paxos.Cli.Output;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>status</c>.</summary>
internal static class StatusVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder) => binder.Bind(
        new Command("status", "Shows this client node: leader, its learner, sessions, pending requests."),
        async (_, session, cancellationToken) =>
        {
            var status = await session.CallAsync(
                Effect.None,
                (channel, options) => channel.Node.StatusAsync(new StatusRequest(), options),
                cancellationToken);
            session.Printer.Print(Document(status), output => Table.WriteFacts(output, Facts(status)));
        });

    private static JsonObject Document(StatusResponse status) => new()
    {
        ["name"] = status.Name,
        ["leader"] = status.Leader,
        ["ballot"] = status.Ballot,
        ["learner"] = status.Learner,
        ["sessions"] = status.Sessions,
        ["pending"] = status.Pending,
        ["clusterId"] = status.ClusterId,
        ["version"] = status.Version,
        ["reason"] = status.Reason,
    };

    private static (string Name, string Value)[] Facts(StatusResponse status) =>
    [
        ("NAME", status.Name),
        ("LEADER", status.Leader),
        ("BALLOT", status.Ballot),
        ("LEARNER", status.Learner),
        ("SESSIONS", status.Sessions.ToString(CultureInfo.InvariantCulture)),
        ("PENDING", status.Pending.ToString(CultureInfo.InvariantCulture)),
        ("CLUSTER", status.ClusterId),
        ("VERSION", status.Version),
        ("SERVES", status.Reason.Length == 0 ? "yes" : $"no: {status.Reason}"),
    ];
}
