using System.CommandLine;
using System.CommandLine.Parsing;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Runtime;

namespace Paxos.Operator;

/// <summary>What the program was told.</summary>
/// <param name="Settings">How the runtime behaves.</param>
/// <param name="Kubeconfig">How to reach the API server; null for the usual ways.</param>
/// <param name="LogLevel">The least level that is logged.</param>
/// <param name="IsJson">Whether log lines are JSON, else plain text.</param>
internal sealed record OperatorOptions(OperatorSettings Settings, string? Kubeconfig, LogLevel LogLevel, bool IsJson)
{
    private const int PortMax = 65_535;

    private static readonly Option<string?> KubeconfigOption = Text(
        "--kubeconfig", "FILE", "How to reach the API server; else $KUBECONFIG, ~/.kube/config or the pod's own account.", null);

    private static readonly Option<string?> WatchOption = Text(
        "--watch-namespace", "NAME", "The only namespace whose clusters are kept; else all.", "WATCH_NAMESPACE");

    private static readonly Option<string?> NamespaceOption = Text(
        "--namespace", "NAME", "The operator's own namespace, where its lease is; else default.", "POD_NAMESPACE");

    private static readonly Option<string?> IdentityOption = Text(
        "--identity", "NAME", "Who this instance is among those of one lease; else the host's name.", "POD_NAME");

    private static readonly Option<int> PortOption = new("--health-port")
    {
        HelpName = "PORT",
        Description = "Where /livez, /readyz and /metrics are served, 0 to 65535; 0 for any free port.",
        DefaultValueFactory = _ => 8080,
        Validators = { CheckPort },
    };

    private static readonly Option<bool> AloneOption = new("--no-leader-election")
    {
        Description = "Act without a lease. Only for a single instance on a desk.",
    };

    private static readonly Option<string?> LevelOption = Choice("--log-level", "LOG_LEVEL", "information", "debug", "warning", "error");

    private static readonly Option<string?> FormatOption = Choice("--log-format", "LOG_FORMAT", "json", "text");

    /// <summary>The command.</summary>
    /// <param name="run">What it does.</param>
    public static RootCommand Command(Func<OperatorOptions, CancellationToken, Task<int>> run)
    {
        var command = new RootCommand("Keeps PaxosClusters as their resources say.")
        {
            KubeconfigOption, WatchOption, NamespaceOption, IdentityOption, PortOption, AloneOption, LevelOption, FormatOption,
        };
        command.SetAction((parsed, cancellationToken) => run(Read(parsed), cancellationToken));
        return command;
    }

    private static OperatorOptions Read(ParseResult parsed) => new(
        new OperatorSettings
        {
            WatchedNamespace = parsed.GetValue(WatchOption),
            Namespace = parsed.GetValue(NamespaceOption) ?? "default",
            Identity = parsed.GetValue(IdentityOption) ?? Environment.MachineName,
            HealthPort = parsed.GetValue(PortOption),
            LeaderElection = parsed.GetValue(AloneOption) ? LeaderElectionType.None : LeaderElectionType.Single,
        },
        parsed.GetValue(KubeconfigOption),
        Enum.Parse<LogLevel>(parsed.GetValue(LevelOption)!, ignoreCase: true),
        parsed.GetValue(FormatOption) == "json");

    private static void CheckPort(OptionResult given)
    {
        var port = given.GetValueOrDefault<int>();
        if (port is < 0 or > PortMax)
        {
            given.AddError($"--health-port must be 0 to {PortMax}. It is {port}.");
        }
    }

    private static Option<string?> Text(string name, string what, string description, string? variable) => new(name)
    {
        HelpName = what,
        Description = variable is null ? description : $"{description} Also ${variable}.",
        DefaultValueFactory = _ => FromEnvironment(variable),
    };

    private static Option<string?> Choice(string name, string variable, params string[] values)
    {
        var rule = $"must be {string.Join(", ", values.SkipLast(1))} or {values[^1]}";
        var option = new Option<string?>(name)
        {
            HelpName = "WORD",
            Description = $"It {rule}; {values[0]} by default. Also ${variable}.",
            DefaultValueFactory = _ => FromEnvironment(variable) ?? values[0],
        };
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { } value && !values.Contains(value, StringComparer.Ordinal))
            {
                given.AddError($"{name} {rule}. It is '{value}'.");
            }
        });
        return option;
    }

    private static string? FromEnvironment(string? variable) =>
        variable is not null && Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;
}
