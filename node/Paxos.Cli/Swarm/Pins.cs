using System.Text.Json;
using System.Text.Json.Nodes;
using Paxos.Cli.Verbs;
using Paxos.Swarm;

namespace Paxos.Cli.Swarm;

/// <summary>The labels that say on which host each node with a disk stays.</summary>
/// <param name="session">Where it is told what was labelled.</param>
/// <param name="engine">The engine.</param>
/// <param name="name">The cluster's name.</param>
/// <param name="stack">The stack, whose constraints name the labels.</param>
internal sealed class Pins(Session session, Engine engine, string name, GeneratedStack stack)
{
    private const string Head = "node.labels.";
    private const string Tail = " == true";

    /// <summary>Sets the labels in a swarm of one host. In a larger one a person has to say which host keeps which disk.</summary>
    /// <exception cref="CommandFailure">Labels are missing, and there is more than one host.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var wanted = Wanted();
        var hosts = await HostsAsync(cancellationToken);
        string[] missing = [.. wanted.Where(label => !hosts.Any(host => host.Labels.Contains(label)))];
        if (missing.Length == 0)
        {
            return;
        }

        if (hosts.Count > 1)
        {
            throw CommandFailure.Refused(
                $"Each node with a disk stays on one host, and a label says on which. No host has: {string.Join(", ", missing)}. Give "
                + $"each to one: docker node update --label-add {missing[0]}=true HOST");
        }

        string[] options = [.. missing.SelectMany(label => new[] { "--label-add", $"{label}=true" })];
        await engine.RunAsync(["node", "update", .. options, hosts[0].Id], cancellationToken);
        session.Surroundings.Error.WriteLine(
            $"paxosctl: this host, the swarm's only one, keeps the disks of {name}: {string.Join(", ", missing)}.");
    }

    private string[] Wanted() =>
    [
        .. stack.Document!["services"]!.AsObject()
            .Select(service => service.Value!["deploy"]!["placement"]?["constraints"] as JsonArray)
            .SelectMany(constraints => constraints ?? [])
            .Select(constraint => constraint!.GetValue<string>())
            .Where(constraint => constraint.StartsWith($"{Head}{name}.", StringComparison.Ordinal))
            .Where(constraint => constraint.EndsWith(Tail, StringComparison.Ordinal))
            .Select(constraint => constraint[Head.Length..^Tail.Length]),
    ];

    private async Task<IReadOnlyList<(string Id, HashSet<string> Labels)>> HostsAsync(CancellationToken cancellationToken)
    {
        var ids = await engine.ListAsync(cancellationToken, "node", "ls", "--quiet");
        var nodes = await engine.AskAsync(cancellationToken, ["node", "inspect", .. ids]);
        return [.. nodes.EnumerateArray().Select(node => (node.GetProperty("ID").GetString()!, LabelsOf(node)))];
    }

    private static HashSet<string> LabelsOf(JsonElement node) =>
        node.GetProperty("Spec").TryGetProperty("Labels", out var labels) && labels.ValueKind == JsonValueKind.Object
            ? [.. labels.EnumerateObject().Where(label => label.Value.GetString() == "true").Select(label => label.Name)]
            : [];
}
