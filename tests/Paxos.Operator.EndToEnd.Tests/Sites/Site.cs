namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>
/// A Kubernetes in which the operator works. By default it is the API server of these tests with nodes as processes; PAXOS_TEST_KUBECONFIG
/// names any other.
/// </summary>
internal abstract class Site : IAsyncDisposable
{
    private const string KubeconfigVariable = "PAXOS_TEST_KUBECONFIG";

    /// <summary>kubectl, with the site's configuration.</summary>
    public required Tool Kubectl { get; init; }

    /// <summary>The images of nodes that it has.</summary>
    public required NodeVersions Versions { get; init; }

    /// <summary>Whether the tests were given a Kubernetes, and make none.</summary>
    public static bool IsGiven => Environment.GetEnvironmentVariable(KubeconfigVariable) is { Length: > 0 };

    /// <summary>Starts one, or takes the one that is given.</summary>
    /// <param name="podsMax">How many names of pods there may be.</param>
    /// <returns>Null where neither is possible, which is said.</returns>
    public static async Task<Site?> StartAsync(int podsMax) => IsGiven
        ? await GivenSite.StartAsync(Environment.GetEnvironmentVariable(KubeconfigVariable)!)
        : await LocalSite.StartAsync(podsMax);

    /// <summary>What else may explain a failure: the ends of the logs of the operator and of a namespace's pods.</summary>
    public abstract Task<string> LogAsync(string space);

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}
