namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>
/// A Kubernetes that somebody else runs; its pods' addresses must be reachable from here. The operator is installed by its chart where an
/// image is named, and stays; otherwise it is taken to be there.
/// </summary>
internal sealed class GivenSite : Site
{
    private const string Release = "paxos-operator";
    private const string Space = "paxos-system";
    private const string NodeVariable = "PAXOS_TEST_NODE_IMAGE";
    private const string NextVariable = "PAXOS_TEST_NODE_NEXT";
    private const string CrashVariable = "PAXOS_TEST_NODE_CRASHING";
    private const string OperatorVariable = "PAXOS_TEST_OPERATOR_IMAGE";

    /// <summary>Classes of tests begin at once, and helm takes one change of a release at a time.</summary>
    private static readonly SemaphoreSlim Turn = new(1);

    private readonly string home;

    private GivenSite(string home) => this.home = home;

    /// <summary>Takes it.</summary>
    /// <exception cref="InvalidOperationException">An image is not named.</exception>
    public static async Task<GivenSite> StartAsync(string kubeconfig)
    {
        var (repository, first) = Split(Needed(NodeVariable));
        var versions = new NodeVersions(repository, first, Needed(NextVariable), Environment.GetEnvironmentVariable(CrashVariable));
        var home = Directory.CreateTempSubdirectory("paxos-given-").FullName;
        File.Copy(kubeconfig, Path.Combine(home, "kubeconfig"));
        if (Environment.GetEnvironmentVariable(OperatorVariable) is { Length: > 0 } image)
        {
            await InstallAsync(Tool.Find("helm", home), Split(image));
        }

        return new GivenSite(home) { Kubectl = Tool.Find("kubectl", home), Versions = versions };
    }

    /// <inheritdoc/>
    public override async Task<string> LogAsync(string space)
    {
        var (_, text) = await Kubectl.TryAsync(null, "logs", "-n", Space, "-l", $"app.kubernetes.io/name={Release}", "--tail=40");
        var (_, nodes) = await Kubectl.TryAsync(
            null, "logs", "-n", space, "-l", "app.kubernetes.io/name=paxos-node", "--tail=20", "--prefix", "--max-log-requests=20");
        return $"{text}\n{nodes}";
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        Directory.Delete(home, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static async Task InstallAsync(Tool helm, (string Name, string Tag) image)
    {
        await Turn.WaitAsync();
        try
        {
            await helm.RunAsync(
                "upgrade", "--install", Release, Path.Combine(Repository.Root, "charts", "paxos-operator"), "--namespace", Space,
                "--create-namespace", "--set-string", $"image.repository={image.Name},image.tag={image.Tag}", "--wait", "--timeout", "2m");
        }
        finally
        {
            Turn.Release();
        }
    }

    private static (string Name, string Tag) Split(string image)
    {
        var colon = image.LastIndexOf(':');
        return colon > image.LastIndexOf('/')
            ? (image[..colon], image[(colon + 1)..])
            : throw new InvalidOperationException($"An image must be given with its tag. It is '{image}'.");
    }

    private static string Needed(string variable) => Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value
        ? value
        : throw new InvalidOperationException($"{variable} must be set where a Kubernetes is given; tests/README.md says to what.");
}
