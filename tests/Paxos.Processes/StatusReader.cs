using System.Text.Json;
using System.Text.Json.Nodes;
using Paxos.Cli.Local;

namespace Paxos.Processes;

/// <summary>Reads nodes' probes and status over HTTP.</summary>
internal sealed class StatusReader : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly Readiness readiness = new();
    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerTimeout };

    /// <summary>Null when the node is ready; else why not.</summary>
    public Task<string?> ObstacleAsync(LocalNode node) => readiness.ReasonAgainstAsync(node, CancellationToken.None);

    /// <summary>The node's <c>/status.json</c>; null when it does not answer in time.</summary>
    public async Task<NodeFacts?> LookAsync(LocalNode node)
    {
        try
        {
            var text = await client.GetStringAsync(new Uri($"http://127.0.0.1:{node.WebPort}/status.json"));
            return new NodeFacts((JsonObject)JsonNode.Parse(text)!);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        readiness.Dispose();
        client.Dispose();
    }
}
