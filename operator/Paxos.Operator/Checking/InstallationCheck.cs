using Paxos.Operator.Clusters;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Client;

namespace Paxos.Operator.Checking;

/// <summary>
/// Whether an operator was installed well: it says that it is ready, over the network, and the API server serves PaxosClusters to its
/// account. The chart's test runs it.
/// </summary>
/// <param name="client">Asks the API server.</param>
/// <param name="web">Asks the operator; its timeout bounds each question.</param>
/// <param name="settings">Which namespace's clusters are listed.</param>
/// <param name="time">The clock.</param>
internal sealed class InstallationCheck(IKubernetesClient client, HttpClient web, OperatorSettings settings, TimeProvider time)
{
    /// <summary>How often it asks: an operator that has just been installed lists first, and its name has to become known.</summary>
    public const int TriesMax = 30;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>Asks until all is well, or so often.</summary>
    /// <param name="address">Where the operator serves.</param>
    /// <param name="output">Gets what was found.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>Whether all is well.</returns>
    public async Task<bool> RunAsync(Uri address, TextWriter output, CancellationToken cancellationToken)
    {
        var said = "";
        for (var number = 1; ; number++)
        {
            var (isReady, ready) = await AskReadyAsync(address, cancellationToken);
            var (isServed, served) = await ListAsync(cancellationToken);
            var findings = $"{ready}\n{served}";
            if (findings != said)
            {
                await output.WriteLineAsync(findings);
                said = findings;
            }

            if ((isReady && isServed) || number == TriesMax)
            {
                return isReady && isServed;
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    private async Task<(bool IsWell, string Finding)> AskReadyAsync(Uri address, CancellationToken cancellationToken)
    {
        var path = new Uri(address, "/readyz");
        try
        {
            using var response = await web.GetAsync(path, cancellationToken);
            var text = (await response.Content.ReadAsStringAsync(cancellationToken)).TrimEnd();
            return (response.IsSuccessStatusCode, response.IsSuccessStatusCode
                ? $"The operator is ready: {path} says {text}."
                : $"The operator is not ready: {path} says {(int)response.StatusCode}: {text}.");
        }
        catch (Exception failure) when (failure is HttpRequestException
            || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (false, $"The operator does not answer at {path}: {failure.Message}");
        }
    }

    private async Task<(bool IsWell, string Finding)> ListAsync(CancellationToken cancellationToken)
    {
        var where = settings.WatchedNamespace is { } space ? $"of the namespace {space}" : "of all namespaces";
        try
        {
            var found = await client.ListAsync<ClusterResource>(settings.WatchedNamespace, null, cancellationToken);
            return (true, $"The API server serves PaxosClusters {where}: {found.Items.Count}.");
        }
        catch (ApiFailure failure)
        {
            var advice = failure.IsNotFound ? " The definition is not there; crds.enabled of the chart makes it." : "";
            return (false, $"The API server does not serve PaxosClusters {where}: {failure.Message}{advice}");
        }
    }
}
