extern alias cli;

using cli::Paxos.Cli;

namespace Paxos.Node.Tests.Cli;

/// <summary>Runs paxosctl inside the test process.</summary>
internal static class CommandLine
{
    /// <summary>What a run left behind.</summary>
    public sealed record Outcome(int ExitCode, string Output, string Error)
    {
        public string[] Lines => Output.TrimEnd('\n').Split('\n');
    }

    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, new MemoryStream(), []);

    public static Task<Outcome> RunAsync(FakeClientNode node, params string[] arguments) =>
        RunAsync(["--endpoints", node.Endpoint, .. arguments]);

    public static async Task<Outcome> RunAsync(
        string[] arguments,
        Stream input,
        Dictionary<string, string> variables,
        CancellationToken cancellationToken = default)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var surroundings = new Surroundings
        {
            Input = input,
            Output = output,
            Error = error,
            Variable = variables.GetValueOrDefault,
        };
        // A busy machine may need more than the default of five seconds; a test that is about time says so itself.
        var patience = arguments.Contains("--timeout") ? Array.Empty<string>() : ["--timeout", "60s"];
        var exitCode = await new Paxosctl(surroundings).RunAsync([.. patience, .. arguments], cancellationToken);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }
}
