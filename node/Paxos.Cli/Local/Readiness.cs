namespace Paxos.Cli.Local;

/// <summary>Asks nodes whether they can do their role's work.</summary>
internal sealed class Readiness : IDisposable
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);

    // A reason is one line; a page that is longer is none.
    private const int ReasonLengthMax = 300;

    private readonly HttpClient client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = ProbeTimeout };

    /// <summary>Null when the node is ready; else why not, by its own word where it has one.</summary>
    public async Task<string?> ReasonAgainstAsync(LocalNode node, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(
                new Uri($"http://127.0.0.1:{node.WebPort}/readyz"), cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return null;
            }

            var reason = (await response.Content.ReadAsStringAsync(cancellationToken)).ReplaceLineEndings(" ").Trim();
            return reason.Length is > 0 and <= ReasonLengthMax ? reason : $"/readyz answers {(int)response.StatusCode}";
        }
        catch (HttpRequestException)
        {
            return "does not answer yet";
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return "does not answer in time";
        }
    }

    /// <inheritdoc/>
    public void Dispose() => client.Dispose();
}
