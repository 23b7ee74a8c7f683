using System.CommandLine;
using Paxos.Cli.Output;

namespace Paxos.Cli.Grammar;

/// <summary>The options that every verb takes.</summary>
internal sealed class GlobalOptions
{
    /// <summary>The environment variable that stands in for <c>--endpoints</c>.</summary>
    public const string EndpointsVariable = "PAXOS_ENDPOINTS";

    /// <summary><c>--endpoints</c>; null where it is not given.</summary>
    public Option<string?> Endpoints { get; } = new("--endpoints")
    {
        Description = $"Client nodes to ask, in this order. [{EndpointsVariable}; default: {Endpoint.Default}]",
        HelpName = "HOST:PORT,…",
        Recursive = true,
    };

    /// <summary><c>-o</c>.</summary>
    public Option<OutputFormat> Output { get; } = Typed.Choice<OutputFormat>(
        "--output", ["-o"], "How to print the answer.");

    /// <summary><c>--timeout</c>; null where it is not given, as its default depends on the verb.</summary>
    public Option<TimeSpan?> Timeout { get; } = Typed.Duration(
        "--timeout", "How long one request may take, such as 500ms, 5s or 1m. [default: 5s; local: 60s]");

    /// <summary>Marks them as every verb's.</summary>
    public GlobalOptions()
    {
        Output.Recursive = true;
        Timeout.Recursive = true;
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Option> All => [Endpoints, Output, Timeout];
}
