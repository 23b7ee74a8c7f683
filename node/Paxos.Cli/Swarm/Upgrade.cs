using System.Diagnostics;
using System.Text.Json;
using Paxos.Cli.Connection;
using Paxos.Cli.Local;
using Paxos.Cli.Verbs;
using Paxos.Node.Protos;
using Paxos.Swarm;

namespace Paxos.Cli.Swarm;

/// <summary>Rolls a stack to another image, node by node, as <see cref="UpgradePlan"/> decides.</summary>
/// <param name="session">What the verb works with.</param>
/// <param name="engine">The engine.</param>
/// <param name="stack">The stack's name.</param>
/// <param name="image">What every node is to run.</param>
internal sealed class Upgrade(Session session, Engine engine, string stack, string image)
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(500);

    /// <summary>Above the second that a leader gives one hand-over, and the time until its status shows it.</summary>
    private static readonly TimeSpan HandOverTime = TimeSpan.FromSeconds(2);

    /// <summary>Several hand-overs; one of them fits between two hiccups of a busy machine.</summary>
    private static readonly TimeSpan HandOverPatience = TimeSpan.FromSeconds(10);

    private readonly Progress progress = new(session.Surroundings);

    /// <summary>Whether an acceptor may be taken down although writes stop until it is back.</summary>
    public bool AllowDowntime { get; init; }

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
            if (await NextAsync(front, services, patience, cancellationToken) is not { } next)
            {
                break;
            }

            if (next.IsLeader)
            {
                await MoveLeaderAsync(front, next.Name, cancellationToken);
            }

            var service = services.Single(service => service.Node == next.Name);
            progress.Show($"{next.Name}: {next.Image} becomes {image}.");
            await engine.RunAsync(
                ["service", "update", "--detach", "--quiet", "--no-resolve-image", "--image", image, service.Service], cancellationToken);
            await ArrivedAsync(next.Name, patience, cancellationToken);
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

    private async Task<RunningNode?> NextAsync(
        StoreConnection front, IReadOnlyList<ServiceState> services, TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var nodes = new List<RunningNode>();
            foreach (var service in services)
            {
                nodes.Add(await LookAsync(front, service, cancellationToken));
            }

            switch (UpgradePlan.Next(nodes, image, AllowDowntime))
            {
                case UpgradeStep.Finish:
                    return null;
                case UpgradeStep.Replace replace:
                    return replace.Node;
                case UpgradeStep.Refuse refusal:
                    throw CommandFailure.Refused(refusal.Reason);
                case UpgradeStep.Wait wait when clock.Elapsed > patience:
                    progress.End();
                    throw CommandFailure.Refused(
                        $"No further node is taken down: {wait.Reason} Call the same command again when that is mended.");
                case UpgradeStep.Wait wait:
                    progress.Show($"Waiting: {wait.Reason}");
                    break;
            }

            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    private static async Task<RunningNode> LookAsync(StoreConnection front, ServiceState service, CancellationToken cancellationToken)
    {
        var status = await StatusAsync(front, service.Node, cancellationToken);
        var isReady = status is { } told && told.GetProperty("ready").GetBoolean();
        return new RunningNode(service.Node, service.Role, service.Image, isReady, IsLeading(status));
    }

    private static bool IsLeading(JsonElement? status) =>
        status is { } told && told.GetProperty("proposer") is { ValueKind: JsonValueKind.Object } proposer
        && proposer.GetProperty("state").GetString() == "Leading";

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

    // Asked again, because a hand-over can fail: the other proposer has a second for it. When all fail the leader is stopped all the same;
    // it then tries once more by itself, and at worst its successor is elected, which costs the writers a moment.
    private async Task MoveLeaderAsync(StoreConnection front, string leader, CancellationToken cancellationToken)
    {
        progress.Show($"{leader} leads and hands over.");
        var clock = Stopwatch.StartNew();
        do
        {
            try
            {
                await front.CallAsync(
                    Effect.Changes,
                    (channel, options) => channel.Node.MoveLeaderAsync(new MoveLeaderRequest(), options),
                    cancellationToken);
            }
            catch (CommandFailure failure)
            {
                progress.Show($"{leader} does not hand over: {failure.Message}");
            }

            if (await HasHandedOverAsync(front, leader, cancellationToken))
            {
                return;
            }
        }
        while (clock.Elapsed < HandOverPatience);
    }

    private static async Task<bool> HasHandedOverAsync(StoreConnection front, string leader, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        while (IsLeading(await StatusAsync(front, leader, cancellationToken)))
        {
            if (clock.Elapsed > HandOverTime)
            {
                return false;
            }

            await Task.Delay(LookInterval, cancellationToken);
        }

        return true;
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

            if (service.UpdatePaused || clock.Elapsed > patience)
            {
                progress.End();
                var when = service.UpdatePaused ? "and Swarm has paused its update" : $"after {patience.TotalSeconds:0} s";
                throw CommandFailure.Unreachable(
                    $"{node} does not run {image} {when}: {service.Task.State}. {service.Task.Error} No further node is taken down. Mend "
                    + $"it and call the same command again, or go back: docker service rollback {service.Service}");
            }

            await Task.Delay(LookInterval, cancellationToken);
        }
    }
}
