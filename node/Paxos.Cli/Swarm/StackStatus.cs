using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Cli.Connection;
using Paxos.Cli.Output;
using Paxos.Cli.Verbs;
using Paxos.Node.Protos;
using Paxos.Operator.Api;

namespace Paxos.Cli.Swarm;

/// <summary>Every node of a stack, as the cluster sees it and as Swarm does.</summary>
/// <param name="session">What the verb works with.</param>
/// <param name="engine">The engine.</param>
/// <param name="stack">The stack's name.</param>
internal sealed class StackStatus(Session session, Engine engine, string stack)
{
    private const string Alive = "Alive";

    // A node's new state reaches every other one within a few rounds of gossip, of half a second each.
    private static readonly TimeSpan GossipInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan GossipPatience = TimeSpan.FromSeconds(5);

    private static readonly string[] Titles =
        [.. NodesTable.Titles, "SERVICE", "TASK", "HOST", "IMAGE", "RESTARTS", "PAGE"];

    /// <summary>Reads the stack and prints it.</summary>
    public async Task PrintAsync(CancellationToken cancellationToken)
    {
        await engine.CheckManagerAsync(cancellationToken);
        var services = await StackState.ReadAsync(engine, stack, cancellationToken);
        if (services.Count == 0)
        {
            throw CommandFailure.Refused($"There is no stack '{stack}' in this swarm.");
        }

        using var pages = new Pages(engine);
        await PrintAsync(services, await MembersAsync(services, pages, cancellationToken), pages, cancellationToken);
    }

    /// <summary>Prints a stack that has just become ready, once gossip has told of it: the table shows what a client node hears.</summary>
    public async Task PrintReadyAsync(IReadOnlyList<ServiceState> services, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        using var pages = new Pages(engine);
        var members = await MembersAsync(services, pages, cancellationToken);
        while (members.Values.Any(member => member.Status != Alive) && clock.Elapsed < GossipPatience)
        {
            await Task.Delay(GossipInterval, cancellationToken);
            members = await MembersAsync(services, pages, cancellationToken);
        }

        await PrintAsync(services, members, pages, cancellationToken);
    }

    private async Task PrintAsync(
        IReadOnlyList<ServiceState> services,
        IReadOnlyDictionary<string, NodeRecord> members,
        Pages pages,
        CancellationToken cancellationToken)
    {
        var rows = new List<(ServiceState Service, NodeRecord? Member, string Page)>();
        foreach (var service in services)
        {
            var page = service.Ports.TryGetValue(NodeImage.WebPort, out var port) && service.Task.Host.Length > 0
                ? $"http://{await pages.AddressAsync(service.Task.Host, cancellationToken)}:{port}"
                : "";
            rows.Add((service, members.GetValueOrDefault(service.Node), page));
        }

        session.Printer.Print(
            new JsonObject { ["nodes"] = new JsonArray([.. rows.Select(row => Document(row.Service, row.Member, row.Page))]) },
            output => Table.Write(output, Titles, rows.Select(row => Row(row.Service, row.Member, row.Page))));
    }

    // Swarm's view is worth something when no client node answers: then most of all.
    private async Task<IReadOnlyDictionary<string, NodeRecord>> MembersAsync(
        IReadOnlyList<ServiceState> services, Pages pages, CancellationToken cancellationToken)
    {
        try
        {
            using var front = await FrontDoor.OpenAsync(session, services, pages, cancellationToken);
            var response = await front.CallAsync(
                Effect.None, (channel, options) => channel.Node.NodesAsync(new NodesRequest(), options), cancellationToken);
            return response.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        }
        catch (CommandFailure failure)
        {
            session.Surroundings.Error.WriteLine($"paxosctl: no client node tells of the members: {failure.Message}");
            return new Dictionary<string, NodeRecord>();
        }
    }

    private static JsonObject Document(ServiceState service, NodeRecord? member, string page) => new()
    {
        ["name"] = service.Node,
        ["role"] = service.Role,
        ["status"] = member?.Status,
        ["leader"] = member?.Leader ?? false,
        ["applied"] = member?.Applied,
        ["ageMs"] = member?.AgeMilliseconds,
        ["peerAddress"] = member?.PeerAddress,
        ["service"] = service.Service,
        ["task"] = service.Task.State,
        ["error"] = service.Task.Error,
        ["host"] = service.Task.Host,
        ["image"] = service.Task.Image,
        ["restarts"] = service.Task.Restarts,
        ["page"] = page,
    };

    private static string[] Row(ServiceState service, NodeRecord? member, string page) =>
    [
        .. member is null ? NodesTable.UnknownRow(service.Node, service.Role) : NodesTable.Row(member),
        service.Service,
        service.Task.State,
        service.Task.Host,
        service.Task.Image,
        service.Task.Restarts.ToString(CultureInfo.InvariantCulture),
        page,
    ];
}
