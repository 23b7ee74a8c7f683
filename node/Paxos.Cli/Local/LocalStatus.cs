using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Cli.Output;

namespace Paxos.Cli.Local;

/// <summary>One node of a local cluster as it is now.</summary>
/// <param name="Node">Which.</param>
/// <param name="Pid">Its process id; null where it does not run.</param>
/// <param name="Reason">Why it is not ready; null where it is.</param>
internal sealed record LocalStatus(LocalNode Node, int? Pid, string? Reason)
{
    /// <summary>Prints the table of all nodes.</summary>
    public static void Print(IReadOnlyList<LocalStatus> nodes, Printer printer) => printer.Print(
        new JsonObject { ["nodes"] = new JsonArray([.. nodes.Select(node => node.Document())]) },
        output => Table.Write(
            output, ["NAME", "ROLE", "PID", "STATE", "READY", "PAGE"], nodes.Select(node => node.Row(printer.Wide))));

    private string State => Pid is null ? "stopped" : "running";

    private bool Ready => Pid is not null && Reason is null;

    private JsonObject Document() => new()
    {
        ["name"] = Node.Name,
        ["role"] = Node.Roles,
        ["pid"] = Pid,
        ["state"] = State,
        ["ready"] = Ready,
        ["reason"] = Pid is null ? null : Reason,
        ["page"] = Node.Page,
    };

    private string[] Row(bool wide) =>
    [
        Node.Name,
        Node.Roles,
        Pid?.ToString(CultureInfo.InvariantCulture) ?? "",
        State,
        Ready ? "yes" : wide && Pid is not null ? $"no: {Reason}" : "no",
        Node.Page,
    ];
}
