using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.ApiServer;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Writing;
using Paxos.Operator.Api.Definition;
using Paxos.Operator.Api.Yaml;

namespace Paxos.Figures.Operator;

/// <summary>
/// What the operator of the image takes with many clusters that have nothing to do, and what it writes to the API server meanwhile: nothing
/// but its lease.
/// </summary>
/// <param name="root">The top folder of the sources.</param>
/// <param name="clusters">How many there are.</param>
/// <param name="minutes">How long it is watched.</param>
/// <param name="progress">Told how far it is.</param>
internal sealed class ManyClusters(string root, int clusters, int minutes, TextWriter progress)
{
    private const int PodsOfCluster = 9;

    // One for each of three acceptors, one for each other role.
    private const int WorkloadsOfCluster = 6;

    // What .NET takes of a container of 128 MiB, the chart's limit, at most for its heap.
    private const string HeapMax = "0x6000000";
    private const double MebibytesGoal = 100;
    private const string Space = "default";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(10);

    // The first passes after the last cluster became ready are no idle ones.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(40);

    /// <summary>Measures.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var program = await Programs.BuildOperatorAsync(root);
        var folder = Directory.CreateTempSubdirectory("paxos-many-").FullName;
        await using var pods = await AnsweringPods.StartAsync(clusters * PodsOfCluster);
        await using var server = await LoopbackApiServer.StartAsync(new ServerSettings { Pods = pods });
        var kubeconfig = Path.Combine(folder, "kubeconfig");
        await server.WriteKubeconfigAsync(kubeconfig);
        try
        {
            await FormAsync(server, program, kubeconfig);
            await using var running = new Running(Start(program, kubeconfig));
            await UntilAsync(
                running.Process, "clusters are ready", clusters, () => server.Store.List(Kind(server), Space).Objects.Count(IsReady));
            await Task.Delay(Settling);
            return await WatchAsync(server, running.Process);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Process Start(string program, string kubeconfig)
    {
        var start = new ProcessStartInfo(program, ["--kubeconfig", kubeconfig, "--health-port", "0", "--log-level", "warning"]);
        start.Environment["DOTNET_GCHeapHardLimit"] = HeapMax;
        return Process.Start(start)!;
    }

    private static ResourceType Kind(LoopbackApiServer server) =>
        server.Writer.Catalog.Find("paxos.dev", "v1alpha1", ClusterDefinition.Plural)!;

    private void Apply(LoopbackApiServer server)
    {
        server.Writer.Create(BuiltIns.CustomResourceDefinition, "", ClusterDefinition.ToJson(), new WriteOptions());
        var sample = File.ReadAllText(Path.Combine(root, "manifests", "samples", "minimal.yaml"));
        var cluster = ClusterReader.Read(sample).Cluster!;
        for (var number = 1; number <= clusters; number++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"c{number}");
            var named = cluster with { Metadata = cluster.Metadata with { Name = name } };
            server.Writer.Create(Kind(server), Space, ClusterWriter.ToJson(named), new WriteOptions());
        }
    }

    // The server's controllers look at everything after each change and let nobody in meanwhile: with so many objects for longer than a
    // lease lasts. So they run once, between an operator that makes the objects and one that finds them and has no more for them to do.
    private async Task FormAsync(LoopbackApiServer server, string program, string kubeconfig)
    {
        server.Cluster.Hold();
        Apply(server);
        await using (var maker = new Running(Start(program, kubeconfig)))
        {
            await UntilAsync(
                maker.Process,
                "workloads are there",
                clusters * WorkloadsOfCluster,
                () => server.Store.List(BuiltIns.StatefulSet, Space).Objects.Count);
        }

        server.Cluster.Release();
        await server.Cluster.RestAsync();
        server.Cluster.Hold();
    }

    private async Task UntilAsync(Process process, string what, int wanted, Func<int> count)
    {
        var clock = Stopwatch.StartNew();
        var reached = 0;
        while ((reached = count()) < wanted)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{clock.Elapsed.TotalSeconds:0} s: {reached} of {wanted} {what}.");
            progress.WriteLine(text);
            if (clock.Elapsed > Patience || process.HasExited)
            {
                throw new TimeoutException(text);
            }

            await Task.Delay(ProgressInterval);
        }
    }

    private async Task<IReadOnlyList<Figure>> WatchAsync(LoopbackApiServer server, Process process)
    {
        server.Faults.ForgetRequests();
        var before = ProcessUsage.CpuSeconds(process.Id);
        var clock = Stopwatch.StartNew();
        var most = 0.0;
        while (clock.Elapsed < TimeSpan.FromMinutes(minutes))
        {
            await Task.Delay(TimeSpan.FromSeconds(1));
            most = Math.Max(most, ProcessUsage.ResidentMebibytes(process.Id));
        }

        var percent = 100 * (ProcessUsage.CpuSeconds(process.Id) - before) / clock.Elapsed.TotalSeconds;
        var writes = server.Faults.Requests.Where(request => request.IsWrite).ToLookup(request => request.Resource.Contains("leases"));
        var others = writes[false].GroupBy(request => $"{request.Verb} {request.Resource}")
            .Select(group => string.Create(CultureInfo.InvariantCulture, $"{group.Count()} {group.Key}"));
        return
        [
            new Figure(
                $"resident memory of the operator with {clusters} idle clusters, most", most, "MiB", AtMost: MebibytesGoal,
                Details: string.Create(
                    CultureInfo.InvariantCulture, $"{percent:0.0} % of a core; {clusters * PodsOfCluster} nodes are asked")),
            new Figure(
                $"its writes to the API server in {minutes} minutes", writes[false].Count(), "", AtMost: 0,
                Details: string.Join(", ", [$"{writes[true].Count()} renewals of its lease apart", .. others])),
        ];
    }

    private static bool IsReady(JsonObject cluster) => (cluster["status"]?["conditions"] as JsonArray ?? []).Any(condition =>
        (string?)condition!["type"] == "Ready" && (string?)condition["status"] == "True");

    private sealed record Running(Process Process) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            Process.Kill();
            await Process.WaitForExitAsync();
            Process.Dispose();
        }
    }
}
