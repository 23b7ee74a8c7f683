using System.Text;
using Paxos.Cli;

namespace Paxos.Swarm.Tests.Cli;

/// <summary>Runs paxosctl in this process.</summary>
internal static class CommandLine
{
    /// <summary>Runs it with an engine's program in its environment, or with none.</summary>
    public static async Task<Outcome> RunAsync(string? docker, string input, params string[] arguments)
    {
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var surroundings = new Surroundings
        {
            Input = new MemoryStream(Encoding.UTF8.GetBytes(input)),
            Output = output,
            Error = error,
            Variable = name => name == "PAXOS_DOCKER" ? docker : null,
        };
        var exitCode = await new Paxosctl(surroundings).RunAsync(arguments, CancellationToken.None);
        return new Outcome(exitCode, output.ToString(), error.ToString());
    }
}

/// <summary>What came of a command.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error);
