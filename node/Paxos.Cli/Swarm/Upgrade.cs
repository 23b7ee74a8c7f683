using System.Diagnostics;
using System.Text.Json;
using Paxos.Cli.Connection;
using Paxos.Cli.Local;
using Paxos.Cli.Verbs;
using Paxos.Node.Protos;
using Paxos.Operator.Api;

namespace Paxos.Cli.Swarm;

/// <summary>
/// Rolls a stack to another image, node by node: learners, acceptors, standby proposers, the leader after handing over, client nodes. What
/// is there already is passed over, so an upgrade that was stopped goes on where it was.
/// </summary>
/// <param name="session">What the verb works with.</param>
/// <param name="engine">The engine.</param>
/// <param name="stack">The stack's name.</param>
/// <param name="image">What every node is to run.</param>
internal sealed class Upgrade(Session session, Engine engine, string stack, string image)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    private static readonly string[] Order = [NodeNames.Learner, NodeNames.Acceptor, NodeNames.Proposer, NodeNames.Client];

    private readonly Progress progress = new(session.Surroundings);

    /// <summary>Rolls.</summary>
    /// <param name="patience">How long each node may take, and how long the others may take to be well before it.</param>
    /// <param name="cancellationToken">Stops before the next node.</param>
    /// <exception cref="CommandFailure">A node may not be taken down, or did not come back.</exception>
    public async Task RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await engine.CheckManagerAsync(cancellationToken);
        await CheckImageAsync(cancellationToken);
        using var pages = new Pages(engine);
        var done = 0;
        while (true)
        {
            var services = await ServicesAsync(cancellationToken);
            using var front = await FrontDoor.OpenAsync(session, services, pages, cancellationToken);
            var statuses = await SettledAsync(front, services, patience, cancellationToken);
            if (Next(services, statuses) is not { } next)
            {
                break;
            }

            if (IsLeader(next.Node, statuses))
            {
                await MoveLeaderAsync(front, next.Node, patience, cancellationToken);
            }

            progress.Show($"{next.Node}: {next.Image} becomes {image}.");
            await engine.RunAsync(
                ["service", "update", "--detach", "--quiet", "--no-resolve-image", "--image", image, next.Service], cancellationToken);
            await ArrivedAsync(next.Node, patience, cancellationToken);
            done++;
        }

        progress.End();
        session.Printer.Say(done == 0 ? $"Every node already runs {image}." : $"Upgraded {done} nodes to {image}.");
    }

    private async Task CheckImageAsync(CancellationToken cancellationToken)
    {
        var nodes = await engine.ListAsync(cancellationToken, "node", "ls", "--quiet");
        if (nodes.Count == 1)
        {
            // On other hosts it may be there, or be pulled; here it can be known before the first node is taken down.
            await engine.RunAsync(["image", "inspect", "--format", "{{.Id}}", image], cancellationToken);
        }
    }

    private async Task<IReadOnlyList<ServiceState>> ServicesAsync(CancellationToken cancellationToken)
    {
        var services = await StackState.ReadAsync(engine, stack, cancellationToken);
        return services.Count > 0 ? services : throw CommandFailure.Refused($"There is no stack '{stack}' in this swarm.");
    }

    // The leader comes after the other proposers: each hand-over costs the writers a moment.
    private ServiceState? Next(IReadOnlyList<ServiceState> services, IReadOnlyDictionary<string, JsonElement> statuses) => services
        .Where(service => service.Image != image)
        .OrderBy(service => Array.IndexOf(Order, service.Role))
        .ThenBy(service => IsLeader(service.Node, statuses))
        .FirstOrDefault();

    private static bool IsLeader(string node, IReadOnlyDictionary<string, JsonElement> statuses) =>
        statuses.TryGetValue(node, out var status) && status.GetProperty("proposer") is { ValueKind: JsonValueKind.Object } proposer
        && proposer.GetProperty("state").GetString() == "Leading";

    // Nothing is taken down while anything else is missing: one at a time leaves every quorum whole.
    private async Task<IReadOnlyDictionary<string, JsonElement>> SettledAsync(
        StoreConnection front, IReadOnlyList<ServiceState> services, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var statuses = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
            var unready = new List<string>();
            foreach (var service in services)
            {
                if (await StatusAsync(front, service.Node, cancellationToken) is { } status)
                {
                    statuses[service.Node] = status;
                }

                if (!statuses.TryGetValue(service.Node, out var told) || !told.GetProperty("ready").GetBoolean())
                {
                    unready.Add(service.Node);
                }
            }

            if (Refusal(services, unready) is not { } reason)
            {
                return statuses;
            }

            progress.Show($"Waiting: {reason}");
            if (clock.Elapsed > patience)
            {
                progress.End();
                throw CommandFailure.Refused($"No further node is taken down: {reason} Call the same command again when that is mended.");
            }

            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    // A node that has stood still since before does not keep the upgrade from mending it: it may itself be the next.
    private string? Refusal(IReadOnlyList<ServiceState> services, List<string> unready)
    {
        var next = services.Where(service => service.Image != image)
            .OrderBy(service => Array.IndexOf(Order, service.Role))
            .FirstOrDefault();
        string[] others = [.. unready.Where(node => node != next?.Node)];
        if (others.Length == 0)
        {
            return null;
        }

        var acceptors = services.Count(service => service.Role == NodeNames.Acceptor);
        var missing = others.Count(node => services.Any(service => service.Node == node && service.Role == NodeNames.Acceptor));
        var taken = next?.Role == NodeNames.Acceptor ? 1 : 0;
        return acceptors - missing - taken < (acceptors / 2) + 1
            ? $"the quorum of {acceptors} acceptors would not survive; not ready: {string.Join(", ", others)}."
            : $"not ready: {string.Join(", ", others)}.";
    }

    private static async Task<JsonElement?> StatusAsync(StoreConnection front, string node, CancellationToken cancellationToken)
    {
        try
        {
            var response = await front.CallAsync(
                Effect.None,
                (channel, options) => channel.Node.MemberStatusAsync(new MemberStatusRequest { Name = node }, options),
                cancellationToken);
            using var document = JsonDocument.Parse(response.Json);
            return document.RootElement.Clone();
        }
        catch (CommandFailure)
        {
            return null;
        }
    }

    private async Task MoveLeaderAsync(StoreConnection front, string leader, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        progress.Show($"{leader} leads and hands over.");
        try
        {
            await front.CallAsync(
                Effect.Changes,
                (channel, options) => channel.Node.MoveLeaderAsync(new MoveLeaderRequest(), options),
                cancellationToken);
        }
        catch (CommandFailure failure) when (failure.ExitCode == ExitCode.Refused)
        {
            // A cluster of one proposer has nobody to hand over to, and its writers wait while it is replaced.
            progress.Show($"{leader} cannot hand over: {failure.Message}");
            return;
        }

        while (await StatusAsync(front, leader, cancellationToken) is { } status
            && IsLeader(leader, new Dictionary<string, JsonElement> { [leader] = status }) && clock.Elapsed < patience)
        {
            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    private async Task ArrivedAsync(string node, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var service = (await ServicesAsync(cancellationToken)).Single(service => service.Node == node);
            if (service.Task.Runs && service.Task.Image == image)
            {
                return;
            }

            if (clock.Elapsed > patience)
            {
                progress.End();
                throw CommandFailure.Unreachable(
                    $"{node} does not run {image} after {patience.TotalSeconds:0} s: {service.Task.State} {service.Task.Error} No "
                    + "further node is taken down. Mend it and call the same command again, or go back: "
                    + $"docker service rollback {service.Service}");
            }

            await Task.Delay(LookInterval, cancellationToken);
        }
    }
}
