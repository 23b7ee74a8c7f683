namespace Paxos.ApiServer.Processes;

/// <summary>A probe by HTTP.</summary>
/// <param name="Address">What is asked for.</param>
/// <param name="Period">How often.</param>
/// <param name="Timeout">How long an answer may take.</param>
/// <param name="Failures">How many in a row count.</param>
internal sealed record PodProbe(Uri Address, TimeSpan Period, TimeSpan Timeout, int Failures)
{
    /// <summary>Asks once.</summary>
    public async Task<bool> AskAsync(HttpClient client, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Timeout);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var response = await client.GetAsync(Address, either.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
