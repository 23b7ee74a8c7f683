using Paxos.ApiServer;
using Paxos.ApiServer.Processes;
using Paxos.Chaos;
using Paxos.Chaos.Machine;

namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>
/// The API server of these tests, the chart's objects in it, the operator's program beside it, and pods that are real nodes in networks of
/// their own.
/// </summary>
internal sealed class LocalSite : Site
{
    // Outside of /tmp, which every pod has for itself.
    private const string Root = "/var/tmp";

    private static readonly NodeVersions Images = new("paxos-node", "0.1.0", "0.1.1", Crashing: "0.1.2-crashing");

    private const string First = "first";
    private const int TailLines = 30;

    private readonly string folder;
    private readonly Lock gate = new();
    private readonly List<OperatorProcess> operators = [];
    private Task keeping = Task.CompletedTask;
    private bool isEnding;

    private LocalSite(string folder, LoopbackApiServer server) => (this.folder, Server) = (folder, server);

    /// <summary>The API server.</summary>
    public LoopbackApiServer Server { get; }

    /// <summary>Starts it, with one operator.</summary>
    /// <returns>Null where this machine allows no networks, as in the chaos runs.</returns>
    public static new async Task<LocalSite?> StartAsync(int podsMax)
    {
        if (await Networks.ObstacleAsync() is { } obstacle)
        {
            Console.WriteLine($"No pods as processes, so nothing is tested from end to end: {obstacle}");
            return null;
        }

        var folder = Path.Combine(Root, $"paxos-site-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        var node = await NodeFiles.MakeAsync(Path.Combine(folder, "image"));
        var crash = new PodImage("/", ["/bin/sh", "-c", "echo This program ends at once.; exit 3"]);
        var pods = await ProcessPods.StartAsync(Find, Path.Combine(folder, "pods"), podsMax, new Progress(Console.Out));
        var server = await LoopbackApiServer.StartAsync(new ServerSettings { Pods = pods });
        await server.WriteKubeconfigAsync(Path.Combine(folder, "kubeconfig"));
        var site = new LocalSite(folder, server) { Kubectl = Tool.Find("kubectl", folder), Versions = Images };

        // Definition and rights come from the chart; the program itself runs beside the server, where this network namespace has both.
        await Tool.Find("helm", folder).RunAsync(
            "install", "paxos-operator", Path.Combine(Repository.Root, "charts", "paxos-operator"), "--set", "replicas=0");
        site.keeping = site.KeepAsync();
        return site;

        PodImage? Find(string image) => image switch
        {
            _ when image == $"{Images.Repository}:{Images.First}" || image == $"{Images.Repository}:{Images.Second}" => node,
            _ when image == $"{Images.Repository}:{Images.Crashing}" => crash,
            _ => null,
        };
    }

    /// <summary>The first operator. It is started again when it ends by itself, and not when a test ends it.</summary>
    public OperatorProcess Operator => Operators.Last(one => one.Identity == First);

    private IReadOnlyList<OperatorProcess> Operators
    {
        get
        {
            lock (gate)
            {
                return [.. operators];
            }
        }
    }

    /// <summary>Starts one more operator.</summary>
    /// <exception cref="InvalidOperationException">The site ends.</exception>
    public OperatorProcess StartOperator(string identity) =>
        TryStart(identity) ?? throw new InvalidOperationException("The site ends.");

    /// <inheritdoc/>
    public override async Task<string> LogAsync(string space)
    {
        var files = Operators.Select(one => one.Identity).Distinct().Select(identity => OperatorProcess.LogOf(folder, identity))
            .Concat(Directory.EnumerateFiles(Path.Combine(folder, "pods"), $"{space}.*.log"));
        var tails = await Task.WhenAll(files.Select(TailAsync));
        return string.Join('\n', tails);
    }

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        lock (gate)
        {
            isEnding = true;
        }

        foreach (var one in Operators)
        {
            await one.DisposeAsync();
        }

        await keeping;

        // With it the pods end.
        await Server.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    // As a Deployment does: on a busy machine it may lose its lease, and ends then.
    private async Task KeepAsync()
    {
        while (TryStart(First) is { } running && await running.Ended == OperatorProcess.LostExitCode)
        {
        }
    }

    private OperatorProcess? TryStart(string identity)
    {
        lock (gate)
        {
            if (isEnding)
            {
                return null;
            }

            var started = OperatorProcess.Start(Path.Combine(folder, "kubeconfig"), identity, folder);
            operators.Add(started);
            return started;
        }
    }

    private static async Task<string> TailAsync(string file)
    {
        using var reader = new StreamReader(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var lines = (await reader.ReadToEndAsync()).Split('\n');
        return $"--- {Path.GetFileName(file)}\n{string.Join('\n', lines.TakeLast(TailLines))}";
    }
}
