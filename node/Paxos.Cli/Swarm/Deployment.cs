using System.Diagnostics;
using Paxos.Cli.Local;
using Paxos.Cli.Verbs;
using Paxos.Operator.Api;
using Paxos.Swarm;

namespace Paxos.Cli.Swarm;

/// <summary>Brings a stack to what its resource says, and waits until it is there. May be done again at any time.</summary>
/// <param name="session">What the verb works with.</param>
/// <param name="engine">The engine.</param>
/// <param name="cluster">The resource.</param>
/// <param name="stack">The stack made of it.</param>
internal sealed class Deployment(Session session, Engine engine, PaxosCluster cluster, GeneratedStack stack)
{
    private const string LogLines = "20";

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private string Name => cluster.Metadata.Name;

    /// <summary>Whether services that the resource no longer has are taken away; their volumes stay.</summary>
    public bool Prune { get; init; }

    /// <summary>Deploys, waits for at most <paramref name="patience"/>, and prints what to try.</summary>
    /// <exception cref="CommandFailure">The stack is somebody else's, or would lose its quorum, or did not come up in time.</exception>
    public async Task RunAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        await engine.CheckManagerAsync(cancellationToken);
        CheckAgainst(await StackState.ReadAsync(engine, Name, cancellationToken));
        await new Pins(session, engine, Name, stack).EnsureAsync(cancellationToken);
        string[] pruned = Prune ? ["--prune"] : [];
        await engine.RunAsync(
            ["stack", "deploy", "--resolve-image", "never", .. pruned, "--compose-file", "-", Name], cancellationToken, stack.ToYaml());
        var services = await WaitAsync(patience, cancellationToken);
        await PrintAsync(services, cancellationToken);
    }

    // Swarm updates all services that changed at once, so a deployment must not change what a quorum stands on.
    private void CheckAgainst(IReadOnlyList<ServiceState> services)
    {
        if (services.Count == 0)
        {
            return;
        }

        var acceptors = services.Count(service => service.Role == NodeNames.Acceptor);
        if (acceptors != cluster.Spec.Acceptors.Replicas)
        {
            throw CommandFailure.Refused(
                $"spec.acceptors.replicas must stay as the running stack '{Name}' has it. It is {cluster.Spec.Acceptors.Replicas} and the "
                + $"stack has {acceptors}: {Scaling.AcceptorsReason}");
        }

        var wanted = ImageOf(NodeNames.Of(NodeNames.Acceptor, 1));
        if (services.FirstOrDefault(service => service.Image != wanted) is { } other)
        {
            throw CommandFailure.Refused(
                $"The stack '{Name}' runs {other.Image} ({other.Node}), and the resource says {wanted}. Swarm would change all nodes at "
                + $"once. Roll them first: paxosctl swarm upgrade --stack {Name} --image {wanted}; or set spec.version to what runs.");
        }
    }

    private string ImageOf(string node) => stack.Document!["services"]![node]!["image"]!.GetValue<string>();

    private async Task<IReadOnlyList<ServiceState>> WaitAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        var progress = new Progress(session.Surroundings);
        using var pages = new Pages(engine);
        while (true)
        {
            var services = await StackState.ReadAsync(engine, Name, cancellationToken);
            var reasons = new List<(ServiceState Service, string Reason)>();
            foreach (var service in services)
            {
                if (await pages.ReasonAgainstAsync(service, cancellationToken) is { } reason)
                {
                    reasons.Add((service, reason));
                }
            }

            progress.Show($"{services.Count - reasons.Count} of {services.Count} nodes are ready.");
            if (reasons.Count == 0)
            {
                progress.End();
                return services;
            }

            if (clock.Elapsed > patience)
            {
                progress.End();
                throw CommandFailure.Unreachable(
                    $"Not ready after {patience.TotalSeconds:0} s:{await ExplainAsync(reasons, cancellationToken)}");
            }

            await Task.Delay(LookInterval, cancellationToken);
        }
    }

    private async Task<string> ExplainAsync(
        IReadOnlyList<(ServiceState Service, string Reason)> unready, CancellationToken cancellationToken)
    {
        var text = new System.Text.StringBuilder();
        foreach (var (service, reason) in unready)
        {
            text.Append($"\n{service.Service}: {reason}. Task: {service.Task.State} {service.Task.Error}");
            var log = await engine.ListAsync(cancellationToken, "service", "logs", "--raw", "--tail", LogLines, service.Service);
            text.Append(string.Concat(log.Select(line => $"\n    {line}")));
        }

        return text.ToString();
    }

    private async Task PrintAsync(IReadOnlyList<ServiceState> services, CancellationToken cancellationToken)
    {
        await new StackStatus(session, engine, Name).PrintReadyAsync(services, cancellationToken);
        var client = services.FirstOrDefault(service => service.Ports.ContainsKey(NodeImage.ClientPort));
        if (client is not null)
        {
            var port = client.Ports[NodeImage.ClientPort];
            session.Printer.Say(
                $"""

                Try:
                  ./paxosctl localhost {port} write "novo valor"
                  ./paxosctl localhost {port} read
                  ./paxosctl swarm status --stack {Name}
                  docker stack rm {Name}            # the data stays in volumes
                """);
        }
    }
}
