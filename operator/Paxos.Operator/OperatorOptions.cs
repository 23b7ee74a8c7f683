using System.CommandLine;
using Paxos.Operator.Runtime;

namespace Paxos.Operator;

/// <summary>The command line. Every option can also be given in the environment, as <c>PAXOS_OPERATOR_</c> and its name in capitals.</summary>
internal sealed class OperatorOptions
{
    private const string Prefix = "PAXOS_OPERATOR_";

    private readonly Option<string?> kubeconfig = Text(
        "--kubeconfig", "FILE", "How to reach the API server; default: the pod's own account, or $KUBECONFIG, or ~/.kube/config.");

    private readonly Option<string?> watched = Text("--watch-namespace", "NAMESPACE", "The only namespace whose clusters are kept; default: all.");

    private readonly Option<string?> space = Text("--namespace", "NAMESPACE", "The operator's own namespace, where its lease is; default: default.");

    private readonly Option<string?> identity = Text("--identity", "NAME", "Who this instance is among those of one lease; default: the host's name.");

    private readonly Option<int> port = new("--health-port")
    {
        HelpName = "PORT",
        Description = "Where /livez, /readyz and /metrics are served, 0 to 65535; 0: any free port.",
        DefaultValueFactory = result => int.TryParse(FromEnvironment("--health-port"), out var given) ? given : 8080,
    };

    private readonly Option<bool> alone = new("--no-leader-election")
    {
        Description = "Act without a lease. Only for a single instance on a desk.",
    };

    /// <summary>The command.</summary>
    public RootCommand Command(Func<OperatorSettings, string?, CancellationToken, Task<int>> run)
    {
        port.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > 65_535)
            {
                result.AddError($"--health-port must be 0 to 65535. It is {result.GetValueOrDefault<int>()}.");
            }
        });
        var command = new RootCommand("Keeps PaxosClusters as their resources say.") { kubeconfig, watched, space, identity, port, alone };
        command.SetAction((parsed, cancellationToken) => run(
            new OperatorSettings
            {
                WatchedNamespace = parsed.GetValue(watched),
                Namespace = parsed.GetValue(space) ?? "default",
                Identity = parsed.GetValue(identity) ?? Environment.MachineName,
                HealthPort = parsed.GetValue(port),
                LeaderElection = parsed.GetValue(alone) ? LeaderElectionType.None : LeaderElectionType.Single,
            },
            parsed.GetValue(kubeconfig),
            cancellationToken));
        return command;
    }

    private static Option<string?> Text(string name, string what, string description) => new(name)
    {
        HelpName = what,
        Description = description,
        DefaultValueFactory = _ => FromEnvironment(name),
    };

    private static string? FromEnvironment(string option)
    {
        var value = Environment.GetEnvironmentVariable(Prefix + option[2..].Replace('-', '_').ToUpperInvariant());
        return string.IsNullOrEmpty(value) ? null : value;
    }
}
