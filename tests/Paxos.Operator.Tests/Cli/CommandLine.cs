using System.Text;
using Paxos.Cli;

namespace Paxos.Operator.Tests.Cli;

/// <summary>Runs paxosctl inside the test process.</summary>
internal sealed record CommandLine(int ExitCode, string Output, string Error)
{
    /// <summary>Runs it.</summary>
    public static Task<CommandLine> RunAsync(params string[] arguments) => RunAsync("paxosctl", [], null, arguments);

    /// <summary>Runs it against a staged cluster.</summary>
    public static Task<CommandLine> RunAsync(StagedCluster staged, params string[] arguments) => RunAsync(
        "paxosctl",
        new Dictionary<string, string> { ["KUBECONFIG"] = staged.Kubeconfig },
        new StagedCluster.StoppedTime(staged.Now),
        arguments);

    /// <summary>Runs it by a name and in an environment.</summary>
    public static async Task<CommandLine> RunAsync(
        string calledAs,
        Dictionary<string, string> variables,
        TimeProvider? time,
        string[] arguments,
        StringWriter? listener = null,
        CancellationToken cancellationToken = default)
    {
        var output = listener ?? new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var surroundings = new Surroundings
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes("")),
            Output = output,
            Error = error,
            CalledAs = calledAs,
            Time = time ?? TimeProvider.System,
            Variable = variables.GetValueOrDefault,
        };
        // A busy machine may need more than the default of five seconds.
        var patience = arguments.Contains("--timeout") || arguments is ["--version"] ? Array.Empty<string>() : ["--timeout", "60s"];
        var exitCode = await new Paxosctl(surroundings).RunAsync([.. arguments, .. patience], cancellationToken);
        return new CommandLine(exitCode, output.ToString(), error.ToString());
    }
}
