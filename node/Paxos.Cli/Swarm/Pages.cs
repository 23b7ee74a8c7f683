using System.Text.Json;
using Paxos.Operator.Api;

namespace Paxos.Cli.Swarm;

/// <summary>Asks the nodes of a stack whether they are ready, by the pages that they publish on their hosts.</summary>
/// <param name="engine">Knows the hosts' addresses.</param>
internal sealed class Pages(Engine engine) : IDisposable
{
    private const int ReasonLengthMax = 300;

    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(2);

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Timeout };
    private readonly Dictionary<string, string> addresses = new(StringComparer.Ordinal);

    /// <summary>Null when the node's task runs and the node is ready, as far as it publishes its page; else why not.</summary>
    public async Task<string?> ReasonAgainstAsync(ServiceState service, CancellationToken cancellationToken)
    {
        if (!service.Task.Runs)
        {
            return service.Task.Error.Length > 0 ? service.Task.Error : $"its task is {service.Task.State}";
        }

        if (!service.Ports.TryGetValue(NodeImage.WebPort, out var port))
        {
            return null;
        }

        var address = await AddressAsync(service.Task.Host, cancellationToken);
        try
        {
            using var response = await client.GetAsync(new Uri($"http://{address}:{port}/readyz"), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            var reason = (await response.Content.ReadAsStringAsync(cancellationToken)).ReplaceLineEndings(" ").Trim();
            return reason.Length is > 0 and <= ReasonLengthMax ? reason : $"/readyz answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException failure)
        {
            return $"its page on {address}:{port} does not answer ({failure.Message})";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"its page on {address}:{port} does not answer in time";
        }
    }

    /// <summary>The address of one of the swarm's hosts.</summary>
    public async Task<string> AddressAsync(string host, CancellationToken cancellationToken)
    {
        if (!addresses.TryGetValue(host, out var address))
        {
            var node = await engine.AskAsync(cancellationToken, "node", "inspect", host, "--format", "{{json .Status}}");
            address = node.TryGetProperty("Addr", out var told) && told.ValueKind == JsonValueKind.String ? told.GetString()! : "";

            // A swarm of one may not have been told an address.
            address = address is "" or "0.0.0.0" ? "127.0.0.1" : address;
            addresses[host] = address;
        }

        return address;
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
