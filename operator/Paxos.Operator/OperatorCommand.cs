using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Runtime;

namespace Paxos.Operator;

/// <summary>The command line; what it leaves out comes from the environment.</summary>
internal sealed partial class OperatorCommand
{
    private const int PortMax = 65_535;

    private readonly Func<string, string?> environment;
    private readonly Option<string?> kubeconfig;
    private readonly Option<string?> watched;
    private readonly Option<string?> space;
    private readonly Option<string?> identity;
    private readonly Option<string?> level;
    private readonly Option<string?> format;

    private readonly Option<int> port = new("--health-port")
    {
        HelpName = "PORT",
        Description = "Where /livez, /readyz and /metrics are served, 0 to 65535; 0 for any free port.",
        DefaultValueFactory = _ => 8080,
        Validators = { CheckPort },
    };

    private readonly Option<bool> alone = new("--no-leader-election")
    {
        Description = "Act without a lease. Only for a single instance on a desk.",
    };

    private readonly Argument<Uri> address = new("URL")
    {
        Description = "Where the operator serves /readyz, such as http://paxos-operator:8080.",
        CustomParser = ParseAddress,
    };

    /// <summary>Makes one.</summary>
    /// <param name="environment">The value of a variable; null where it is not set.</param>
    public OperatorCommand(Func<string, string?> environment)
    {
        this.environment = environment;
        kubeconfig = Text(
            "--kubeconfig", "FILE", "How to reach the API server; else $KUBECONFIG, ~/.kube/config or the pod's own account.", null);
        watched = Space("--watch-namespace", "The only namespace whose clusters are kept; else all.", "WATCH_NAMESPACE");
        space = Space("--namespace", "The operator's own namespace, where its lease is; else default.", "POD_NAMESPACE");
        identity = Text("--identity", "NAME", "Who this instance is among those of one lease; else the host's name.", "POD_NAME");
        level = Choice("--log-level", "LOG_LEVEL", "information", "debug", "warning", "error");
        format = Choice("--log-format", "LOG_FORMAT", "json", "text");
        (kubeconfig.Recursive, watched.Recursive) = (true, true);
    }

    /// <summary>The command with its verbs.</summary>
    /// <param name="run">Keeps clusters.</param>
    /// <param name="check">What <c>check</c> does with the address of an operator.</param>
    public RootCommand Create(
        Func<OperatorOptions, CancellationToken, Task<int>> run, Func<OperatorOptions, Uri, CancellationToken, Task<int>> check)
    {
        var checking = new Command("check", "Asks whether an operator is ready and PaxosClusters can be listed, for half a minute at most.")
        {
            address,
        };
        checking.SetAction((parsed, cancellationToken) =>
            check(ReadConnection(parsed), parsed.GetValue(address)!, cancellationToken));
        var command = new RootCommand("Keeps PaxosClusters as their resources say.")
        {
            kubeconfig, watched, space, identity, port, alone, level, format, checking,
        };
        command.SetAction((parsed, cancellationToken) => run(Read(parsed), cancellationToken));
        return command;
    }

    private OperatorOptions Read(ParseResult parsed) => new(
        new OperatorSettings
        {
            WatchedNamespace = parsed.GetValue(watched),
            Namespace = parsed.GetValue(space) ?? "default",
            Identity = parsed.GetValue(identity) ?? Environment.MachineName,
            HealthPort = parsed.GetValue(port),
            LeaderElection = parsed.GetValue(alone) ? LeaderElectionType.None : LeaderElectionType.Single,
        },
        parsed.GetValue(kubeconfig),
        Enum.Parse<LogLevel>(parsed.GetValue(level)!, ignoreCase: true),
        parsed.GetValue(format) == "json");

    // A check is a client for a moment: what is left out is only asked of who keeps clusters.
    private OperatorOptions ReadConnection(ParseResult parsed) => new(
        new OperatorSettings { WatchedNamespace = parsed.GetValue(watched) },
        parsed.GetValue(kubeconfig),
        LogLevel.Warning,
        IsJson: false);

    private static void CheckPort(OptionResult given)
    {
        var port = given.GetValueOrDefault<int>();
        if (port is < 0 or > PortMax)
        {
            given.AddError($"--health-port must be 0 to {PortMax}. It is {port}.");
        }
    }

    private static Uri? ParseAddress(ArgumentResult given)
    {
        var text = given.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttp)
        {
            return address;
        }

        given.AddError($"URL must be an address that begins with http://. It is '{text}'.");
        return null;
    }

    private Option<string?> Text(string name, string what, string description, string? variable) => new(name)
    {
        HelpName = what,
        Description = variable is null ? description : $"{description} Also ${variable}.",
        DefaultValueFactory = _ => FromEnvironment(variable),
    };

    private Option<string?> Space(string name, string description, string variable)
    {
        var option = Text(name, "NAME", description, variable);
        option.Validators.Add(given =>
        {
            if (given.GetValueOrDefault<string?>() is { } value && !SpaceForm().IsMatch(value))
            {
                given.AddError($"{name} must be a namespace: 1 to 63 lower-case letters, digits and hyphens. It is '{value}'.");
            }
        });
        return option;
    }

    private Option<string?> Choice(string name, string variable, params string[] values)
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

    private string? FromEnvironment(string? variable) =>
        variable is not null && environment(variable) is { Length: > 0 } value ? value : null;

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex SpaceForm();
}
