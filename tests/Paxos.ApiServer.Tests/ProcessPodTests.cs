using System.Text.Json.Nodes;
using Paxos.ApiServer.Processes;
using Paxos.Chaos;
using Paxos.Chaos.Machine;

namespace Paxos.ApiServer.Tests;

/// <summary>
/// Pods that are real nodes, in namespaces of their own. Where the machine allows none, there is nothing to be tested here, as in the chaos
/// runs.
/// </summary>
public sealed class ProcessPodTests : IAsyncLifetime
{
    private const string Pods = "api/v1/namespaces/default/pods";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly string[] Roles = ["acceptor", "proposer", "learner", "client"];

    private readonly string _folder = Directory.CreateTempSubdirectory("paxos-pods-").FullName;
    private LoopbackApiServer? _server;
    private ProcessPods _pods = null!;
    private ApiClient _api = null!;

    public async Task InitializeAsync()
    {
        if (await Networks.ObstacleAsync() is { } obstacle)
        {
            Console.WriteLine($"No pods as processes: {obstacle}");
            return;
        }

        _pods = await ProcessPods.StartAsync(Image, _folder, Roles.Length, new Progress(Console.Out));
        _server = await LoopbackApiServer.StartAsync(new ServerSettings { Pods = _pods });
        _api = new ApiClient(_server.Address);
    }

    public async Task DisposeAsync()
    {
        if (_server is not null)
        {
            // With it the pods end.
            await _server.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Nodes_in_pods_find_each_other_become_ready_come_back_after_a_kill_and_keep_their_claims()
    {
        if (_server is null)
        {
            return;
        }

        foreach (var role in Roles)
        {
            await _api.CreateAsync("apis/apps/v1/namespaces/default/statefulsets", Set(role));
        }

        await EventuallyAsync(pods => pods.Count == Roles.Length && pods.TrueForAll(IsReady));
        var first = await _api.GetAsync($"{Pods}/acceptor-0");
        var disk = Path.Combine(_folder, "claims", "default.data-acceptor-0");
        Assert.NotEmpty(Directory.GetFileSystemEntries(disk));

        _pods.Kill("default", "acceptor-0");
        await EventuallyAsync(pods => Restarts(Named(pods, "acceptor-0")) == 1 && pods.TrueForAll(IsReady));

        await _api.SendAsync(HttpMethod.Delete, $"{Pods}/acceptor-0");
        await EventuallyAsync(pods => Uid(Named(pods, "acceptor-0")) is { } uid && uid != Uid(first) && pods.TrueForAll(IsReady));
        var second = await _api.GetAsync($"{Pods}/acceptor-0");
        Assert.Equal((string?)first["status"]!["podIP"], (string?)second["status"]!["podIP"]);
    }

    [Fact]
    public async Task A_pod_without_an_image_waits_for_it()
    {
        if (_server is null)
        {
            return;
        }

        await _api.CreateAsync(Pods, """
            {"metadata": {"name": "lost"}, "spec": {"containers": [{"name": "node", "image": "nowhere:1"}]}}
            """);
        await _server.Cluster.RestAsync();

        var waiting = (await _api.GetAsync($"{Pods}/lost"))["status"]!["containerStatuses"]![0]!["state"]!["waiting"]!;
        Assert.Equal("ImagePullBackOff", (string?)waiting["reason"]);
    }

    // This machine's own files stand for an image; the program is the one that was built beside this test.
    private static PodImage? Image(string name) =>
        name == "paxos-node:test" ? new PodImage("/", [Path.Combine(AppContext.BaseDirectory, "paxos-node")]) : null;

    private static string Set(string role) => """
        {"metadata": {"name": "ROLE"}, "spec": {"replicas": 1, "serviceName": "peers", "selector": {"matchLabels": {"role": "ROLE"}},
          "volumeClaimTemplates": [{"metadata": {"name": "data"},
            "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1Gi"}}}}],
          "template": {"metadata": {"labels": {"role": "ROLE"}}, "spec": {"terminationGracePeriodSeconds": 20, "containers": [{
            "name": "node", "image": "paxos-node:test", "args": ["--name", "ROLE1"],
            "env": [
              {"name": "POD_NAME", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
              {"name": "DOTNET_ROOT", "value": "DOTNET"},
              {"name": "PAXOS_ROLE", "value": "ROLE"},
              {"name": "PAXOS_LISTEN_ADDRESS", "value": "0.0.0.0"},
              {"name": "PAXOS_ADVERTISE_ADDRESS", "value": "$(POD_NAME).peers"},
              {"name": "PAXOS_WEB_PORT", "value": "8000"},
              {"name": "PAXOS_PEER_PORT", "value": "7000"},
              {"name": "PAXOS_TRIM_COPIES", "value": "1"},
              OWN
              {"name": "PAXOS_ACCEPTORS", "value": "acceptor1=acceptor-0.peers:7000"}],
            "volumeMounts": [{"name": "data", "mountPath": "/mnt"}],
            "ports": [{"name": "web", "containerPort": 8000}],
            "readinessProbe": {"httpGet": {"path": "/readyz", "port": "web"}, "periodSeconds": 1, "timeoutSeconds": 3},
            "livenessProbe": {"httpGet": {"path": "/healthz", "port": "web"}, "periodSeconds": 10, "timeoutSeconds": 3},
            "startupProbe": {"httpGet": {"path": "/healthz", "port": "web"}, "periodSeconds": 1, "failureThreshold": 60}}]}}}}
        """.Replace("ROLE1", role + "1", StringComparison.Ordinal)
        .Replace("\"ROLE\"", $"\"{role}\"", StringComparison.Ordinal)
        .Replace("OWN", Own(role), StringComparison.Ordinal)
        .Replace("DOTNET\"", DotnetRoot + "\"", StringComparison.Ordinal);

    private static string Own(string role) => role switch
    {
        "acceptor" or "learner" => """{"name": "PAXOS_DATA", "value": "/mnt"},""",
        "client" => """{"name": "PAXOS_CLIENT_PORT", "value": "6001"},""",
        _ => "",
    };

    private static string DotnetRoot => Path.GetDirectoryName(Environment.ProcessPath)!;

    private static JsonObject? Named(List<JsonObject> pods, string name) => pods.Find(pod => (string?)pod["metadata"]!["name"] == name);

    private static string? Uid(JsonObject? pod) => (string?)pod?["metadata"]!["uid"];

    private static int? Restarts(JsonObject? pod) => pod?["status"]?["containerStatuses"]?[0]?["restartCount"].AsInt();

    private static bool IsReady(JsonObject pod) => Controllers.World.IsReady(pod);

    private async Task EventuallyAsync(Predicate<List<JsonObject>> holds)
    {
        var pods = _server!.Writer.Catalog.Find("", "v1", "pods")!;
        using var end = new CancellationTokenSource(Patience);
        while (true)
        {
            var changed = _server.Store.NextChange;
            if (holds([.. _server.Store.List(pods).Objects]))
            {
                return;
            }

            await changed.WaitAsync(end.Token);
        }
    }
}
