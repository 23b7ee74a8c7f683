using System.Net;
using Paxos.Node.Settings;

namespace Paxos.Node;

/// <summary>
/// Asks the node that runs beside this process how it is, so that an image needs no shell and no other program for its health check.
/// </summary>
/// <remarks>
/// A container's health check should ask whether the node lives, not whether it is ready: the engine kills what it calls unhealthy, and a
/// node that waits for a quorum must not be killed for it. Docker Swarm even gives a service its name in DNS only once its container is
/// healthy; nodes that had to be ready first would wait for each other's names for ever.
/// </remarks>
internal static class NodeCheck
{
    /// <summary>Whether the node lives.</summary>
    public const string Live = "--check-live";

    /// <summary>Whether the node can do its role's work.</summary>
    public const string Ready = "--check-ready";

    /// <summary>Below the time that engines give a check; a node that takes longer to answer on loopback is not well.</summary>
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(3);

    /// <summary>Bytes of an answer that are looked at: a reason is a line.</summary>
    private const int AnswerBytesMax = 16 << 10;

    /// <summary>What of the node is asked; null when the command line asks for no check.</summary>
    public static string? PathFor(IReadOnlyList<string> arguments) =>
        arguments.Contains(Live) ? "/healthz" : arguments.Contains(Ready) ? "/readyz" : null;

    /// <summary>Asks, and says what the node answered.</summary>
    /// <param name="path">From <see cref="PathFor"/>.</param>
    /// <param name="arguments">The command line; its settings count as the node's own do.</param>
    /// <param name="environment">The environment.</param>
    /// <param name="output">Takes a good answer.</param>
    /// <param name="error">Takes a bad one, or why there is none.</param>
    /// <returns>The process's exit code.</returns>
    public static async Task<int> RunAsync(
        string path,
        IReadOnlyList<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        TextWriter output,
        TextWriter error)
    {
        string[] settings = [.. arguments.Where(argument => argument is not (Live or Ready))];
        var endpoint = NodeOptionsReader.ReadWebEndpoint(settings, environment, out var mistakes);
        if (endpoint is null)
        {
            foreach (var mistake in mistakes)
            {
                await error.WriteLineAsync($"paxos-node: {mistake}");
            }

            return ExitCode.WrongSettings;
        }

        return await AskAsync(new Uri($"http://{endpoint}{path}"), output, error);
    }

    private static async Task<int> AskAsync(Uri uri, TextWriter output, TextWriter error)
    {
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false })
        {
            Timeout = Timeout,
            MaxResponseContentBufferSize = AnswerBytesMax,
        };
        try
        {
            using var response = await client.GetAsync(uri);
            var answer = (await response.Content.ReadAsStringAsync()).Trim();
            if (response.StatusCode == HttpStatusCode.OK)
            {
                await output.WriteLineAsync(answer);
                return ExitCode.Done;
            }

            await error.WriteLineAsync($"paxos-node: {uri} answers {(int)response.StatusCode}: {answer}");
        }
        catch (HttpRequestException failure)
        {
            await error.WriteLineAsync($"paxos-node: {uri} does not answer: {failure.Message}");
        }
        catch (TaskCanceledException)
        {
            await error.WriteLineAsync($"paxos-node: {uri} does not answer within {Timeout.TotalSeconds:0} s.");
        }

        return ExitCode.Failed;
    }
}
