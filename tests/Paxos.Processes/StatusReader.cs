using System.Text.Json;
using System.Text.Json.Nodes;

namespace Paxos.Processes;

/// <summary>Reads nodes' probes and status over HTTP.</summary>
internal sealed class StatusReader : IDisposable
{
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = AnswerTimeout };

    /// <summary>Null when the node is ready; else why not, by its own word where it has one.</summary>
    /// <param name="endpoint">host:port of its page.</param>
    public async Task<string?> ObstacleAsync(string endpoint)
    {
        try
        {
            using var response = await client.GetAsync(new Uri($"http://{endpoint}/readyz"));
            return response.IsSuccessStatusCode ? null : (await response.Content.ReadAsStringAsync()).Trim();
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException)
        {
            return failure is TaskCanceledException ? "does not answer in time" : "does not answer";
        }
    }

    /// <summary>The node's <c>/status.json</c>; null when it does not answer in time.</summary>
    /// <param name="endpoint">host:port of its page.</param>
    public async Task<NodeFacts?> LookAsync(string endpoint)
    {
        try
        {
            var text = await client.GetStringAsync(new Uri($"http://{endpoint}/status.json"));
            return new NodeFacts((JsonObject)JsonNode.Parse(text)!);
        }
        catch (Exception failure) when (failure is HttpRequestException or TaskCanceledException or JsonException)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
