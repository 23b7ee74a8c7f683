using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
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

        return await AskAsync(endpoint, path, output, error);
    }

    private static async Task<int> AskAsync(IPEndPoint endpoint, string path, TextWriter output, TextWriter error)
    {
        var uri = $"http://{endpoint}{path}";
        using var limit = new CancellationTokenSource(Timeout);
        try
        {
            var (status, body) = await GetAsync(endpoint, path, limit.Token);
            if (status == HttpStatusCode.OK)
            {
                await output.WriteLineAsync(body);
                return ExitCode.Done;
            }

            await error.WriteLineAsync($"paxos-node: {uri} answers {(int)status}: {body}");
        }
        catch (Exception failure) when (failure is SocketException or IOException or FormatException)
        {
            await error.WriteLineAsync($"paxos-node: {uri} does not answer: {failure.Message}");
        }
        catch (OperationCanceledException)
        {
            await error.WriteLineAsync($"paxos-node: {uri} does not answer within {Timeout.TotalSeconds:0} s.");
        }

        return ExitCode.Failed;
    }

    // Without HttpClient: engines ask every few seconds, each time in a new process, and starting HttpClient is half of what that costs.
    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(
        IPEndPoint endpoint, string path, CancellationToken cancellationToken)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(endpoint, cancellationToken);

        // In HTTP/1.0 the answer ends with the connection, and its body comes in one piece.
        await socket.SendAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.0\r\nHost: {endpoint}\r\n\r\n"), cancellationToken);
        var answer = new byte[AnswerBytesMax];
        var length = 0;
        while (length < answer.Length && await socket.ReceiveAsync(answer.AsMemory(length), cancellationToken) is > 0 and var received)
        {
            length += received;
        }

        var text = Encoding.UTF8.GetString(answer, 0, length);
        var headEnd = text.IndexOf("\r\n\r\n", StringComparison.Ordinal);
        return headEnd >= 0 && text.Split(' ', 3) is ["HTTP/1.0" or "HTTP/1.1", var code, _]
            ? ((HttpStatusCode)int.Parse(code, CultureInfo.InvariantCulture), text[headEnd..].Trim())
            : throw new FormatException("what it sends is no HTTP/1.");
    }
}
