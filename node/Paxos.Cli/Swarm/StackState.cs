using System.Text.Json;
using Paxos.Operator.Api;

namespace Paxos.Cli.Swarm;

/// <summary>The newest task of a service, and how many it has had before, as far as Swarm remembers.</summary>
/// <param name="Host">The swarm's node that it runs on; empty where it waits for one.</param>
/// <param name="Image">What it runs.</param>
/// <param name="State">Swarm's word, such as <c>Running 3 minutes ago</c>.</param>
/// <param name="Error">Why it does not run; empty where it does.</param>
/// <param name="Restarts">Earlier tasks; Swarm remembers five at most.</param>
internal sealed record TaskState(string Host, string Image, string State, string Error, int Restarts)
{
    /// <summary>A service without a task.</summary>
    public static TaskState None { get; } = new("", "", "None", "", 0);

    /// <summary>Whether its container runs and is healthy.</summary>
    public bool Runs => State.StartsWith("Running", StringComparison.Ordinal);
}

/// <summary>A service of a stack.</summary>
/// <param name="Service">Its whole name, such as <c>paxos_acceptor1</c>.</param>
/// <param name="Node">The name of the node that it runs.</param>
/// <param name="Role">The node's role.</param>
/// <param name="Image">What its newest description wants it to run.</param>
/// <param name="Ports">The published port by the container's.</param>
/// <param name="Task">Its newest task.</param>
/// <param name="UpdatePaused">Whether Swarm gave its newest update up, because the new task did not stay up.</param>
internal sealed record ServiceState(
    string Service, string Node, string Role, string Image, IReadOnlyDictionary<int, int> Ports, TaskState Task, bool UpdatePaused);

/// <summary>A stack as Swarm knows it.</summary>
internal static class StackState
{
    private const string NamespaceLabel = "com.docker.stack.namespace";

    /// <summary>Reads the services of a stack, in the order of the roles and numbers; none where there is no such stack.</summary>
    /// <exception cref="CommandFailure">A stack of that name holds something that is no node of a PaxosCluster.</exception>
    public static async Task<IReadOnlyList<ServiceState>> ReadAsync(Engine engine, string stack, CancellationToken cancellationToken)
    {
        var ids = await engine.ListAsync(cancellationToken, "service", "ls", "--quiet", "--filter", $"label={NamespaceLabel}={stack}");
        if (ids.Count == 0)
        {
            return [];
        }

        var services = await engine.AskAsync(cancellationToken, ["service", "inspect", .. ids]);
        var tasks = await TasksAsync(engine, stack, cancellationToken);
        return
        [
            .. services.EnumerateArray()
                .Select(service => Read(stack, service, tasks))
                .OrderBy(service => Order(service.Role))
                .ThenBy(service => service.Node.Length)
                .ThenBy(service => service.Node, StringComparer.Ordinal),
        ];
    }

    private static int Order(string role) =>
        Array.IndexOf([NodeNames.Proposer, NodeNames.Acceptor, NodeNames.Learner, NodeNames.Client], role);

    private static ServiceState Read(string stack, JsonElement service, IReadOnlyDictionary<string, TaskState> tasks)
    {
        var spec = service.GetProperty("Spec");
        var name = spec.GetProperty("Name").GetString()!;
        var labels = spec.GetProperty("Labels");
        if (!labels.TryGetProperty(ClusterLabels.Cluster, out var cluster) || cluster.GetString() != stack
            || !labels.TryGetProperty(ClusterLabels.Node, out var node) || !labels.TryGetProperty(ClusterLabels.Role, out var role))
        {
            throw CommandFailure.Refused(
                $"There is a stack '{stack}' that was not made from a PaxosCluster of that name: its service {name} has no label "
                + $"{ClusterLabels.Cluster}={stack}. It is left alone; give your cluster another metadata.name.");
        }

        var ports = new Dictionary<int, int>();
        if (spec.TryGetProperty("EndpointSpec", out var endpoint) && endpoint.TryGetProperty("Ports", out var published))
        {
            foreach (var port in published.EnumerateArray())
            {
                ports[port.GetProperty("TargetPort").GetInt32()] = port.GetProperty("PublishedPort").GetInt32();
            }
        }

        // Behind an @ stands what a registry said that the tag meant.
        var image = spec.GetProperty("TaskTemplate").GetProperty("ContainerSpec").GetProperty("Image").GetString()!;
        var updatePaused = service.TryGetProperty("UpdateStatus", out var update) && update.ValueKind == JsonValueKind.Object
            && update.TryGetProperty("State", out var state) && state.GetString() == "paused";
        return new ServiceState(
            name, node.GetString()!, role.GetString()!, image, ports, tasks.GetValueOrDefault(name) ?? TaskState.None, updatePaused);
    }

    private static async Task<IReadOnlyDictionary<string, TaskState>> TasksAsync(
        Engine engine, string stack, CancellationToken cancellationToken)
    {
        var lines = await engine.ListAsync(cancellationToken, "stack", "ps", "--no-trunc", "--format", "{{json .}}", stack);
        var tasks = new Dictionary<string, TaskState>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            using var document = JsonDocument.Parse(line);
            var service = Text("Name").Split('.')[0];

            // The newest stands first.
            tasks[service] = tasks.TryGetValue(service, out var newest)
                ? newest with { Restarts = newest.Restarts + 1, Error = newest.Error.Length > 0 ? newest.Error : Text("Error") }
                : new TaskState(Text("Node"), Text("Image"), Text("CurrentState"), Text("Error"), Restarts: 0);

            string Text(string property) => document.RootElement.GetProperty(property).GetString() ?? "";
        }

        return tasks;
    }
}
