using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Paxos.Cli.Swarm;

/// <summary>The container engine, by its own command line program: it knows contexts, credentials and remote hosts.</summary>
/// <param name="program">The program <c>docker</c>.</param>
internal sealed class Engine(string program)
{
    /// <summary>Names another program than <c>docker</c>.</summary>
    public const string Variable = "PAXOS_DOCKER";

    /// <summary>How long one command may take; those that are used here ask or order, and wait for nothing.</summary>
    private static readonly TimeSpan CommandTimeout = TimeSpan.FromSeconds(60);

    /// <summary>The engine that the environment names.</summary>
    public static Engine Of(Surroundings surroundings) => new(surroundings.Variable(Variable) is { Length: > 0 } given ? given : "docker");

    /// <summary>Runs a command and gives its standard output.</summary>
    /// <exception cref="CommandFailure">There is no engine, or it refused.</exception>
    public async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken, string? input = null)
    {
        var start = new ProcessStartInfo(program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Start(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(CommandTimeout);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var error = process.StandardError.ReadToEndAsync(limit.Token);
            await WriteAsync(process, input);
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 ? await output : throw Refusal(arguments, (await error).Trim());
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill();
            throw CommandFailure.Unreachable(
                $"'docker {string.Join(' ', arguments)}' did not end within {CommandTimeout.TotalSeconds:0} s.");
        }
    }

    /// <summary>Runs a command that prints one JSON document.</summary>
    public async Task<JsonElement> AskAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        using var document = JsonDocument.Parse(await RunAsync(arguments, cancellationToken));
        return document.RootElement.Clone();
    }

    /// <summary>Runs a command that prints a line for each thing.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await RunAsync(arguments, cancellationToken)).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Makes sure that the engine is there and that this host manages a swarm.</summary>
    public async Task CheckManagerAsync(CancellationToken cancellationToken)
    {
        var swarm = await AskAsync(cancellationToken, "info", "--format", "{{json .Swarm}}");
        var state = swarm.GetProperty("LocalNodeState").GetString();
        if (state != "active")
        {
            throw CommandFailure.Refused(
                $"Swarm mode must be active on this host. It is '{state}'. Switch it on: docker swarm init (./run.sh swarm does it).");
        }

        if (!swarm.GetProperty("ControlAvailable").GetBoolean())
        {
            throw CommandFailure.Refused(
                "This host must be a manager of its swarm. It is a worker. Call this on a manager, or there: docker node promote "
                + swarm.GetProperty("NodeID").GetString());
        }
    }

    private Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw CommandFailure.Refused(
                $"The program '{program}' is needed and cannot be started: {exception.Message}. Get it from your distribution (Debian, "
                + "Ubuntu: apt-get install docker.io) or from https://docs.docker.com/engine/install/.");
        }
    }

    private static async Task WriteAsync(Process process, string? input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading; its exit code and its error say why.
        }
    }

    private static CommandFailure Refusal(IReadOnlyList<string> arguments, string error)
    {
        if (error.Contains("permission denied", StringComparison.OrdinalIgnoreCase))
        {
            return CommandFailure.Refused(
                $"This user may not use the engine: {error} Be root, or a member of the group docker: sudo usermod -aG docker \"$USER\", "
                + "and log in again.");
        }

        return error.Contains("Is the docker daemon running", StringComparison.Ordinal)
            ? CommandFailure.Refused($"The engine does not run: {error} Start it: sudo systemctl start docker")
            : CommandFailure.Refused($"'docker {string.Join(' ', arguments)}' failed: {error}");
    }
}
