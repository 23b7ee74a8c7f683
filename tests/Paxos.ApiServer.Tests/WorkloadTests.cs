using System.Text.Json.Nodes;
using Paxos.ApiServer.Controllers;

namespace Paxos.ApiServer.Tests;

/// <summary>What stands for a cluster's controllers and its node.</summary>
public sealed class WorkloadTests : IAsyncLifetime
{
    private const string Sets = "apis/apps/v1/namespaces/default/statefulsets";
    private const string Pods = "api/v1/namespaces/default/pods";
    private const string Claims = "api/v1/namespaces/default/persistentvolumeclaims";

    private LoopbackApiServer _server = null!;
    private ApiClient _api = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        _api = new ApiClient(_server.Address);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task Under_OnDelete_a_pod_gets_the_new_template_only_after_somebody_deletes_it()
    {
        await _api.CreateAsync(Sets, Set(update: "OnDelete"));
        await _server.Cluster.RestAsync();
        await ChangeImage();
        Assert.Equal(["server:1", "server:1"], await Images());
        var status = (await _api.GetAsync($"{Sets}/db"))["status"]!;
        Assert.NotEqual((string?)status["currentRevision"], (string?)status["updateRevision"]);
        Assert.Equal("0", status["updatedReplicas"]!.ToJsonString());

        await _api.SendAsync(HttpMethod.Delete, $"{Pods}/db-0");
        await _server.Cluster.RestAsync();

        Assert.Equal(["server:2", "server:1"], await Images());
        Assert.Equal("1", (await _api.GetAsync($"{Sets}/db"))["status"]!["updatedReplicas"]!.ToJsonString());
    }

    [Fact]
    public async Task A_rolling_update_stops_at_a_pod_that_does_not_become_ready()
    {
        _server.Cluster.Staged.Decide = pod => Image(pod) == "server:2" ? PodState.NotReady : PodState.Ready;
        await _api.CreateAsync(Sets, Set());
        await _server.Cluster.RestAsync();

        await ChangeImage();

        Assert.Equal(["server:1", "server:2"], await Images());
        Assert.Equal("1", (await _api.GetAsync($"{Sets}/db"))["status"]!["readyReplicas"]!.ToJsonString());
    }

    [Theory]
    [InlineData("OrderedReady", 1)]
    [InlineData("Parallel", 2)]
    public async Task Pods_start_one_after_the_other_or_all_at_once(string policy, int pods)
    {
        _server.Cluster.Staged.Decide = _ => PodState.NotReady;

        await _api.CreateAsync(Sets, Set(policy: policy));
        await _server.Cluster.RestAsync();

        Assert.Equal(pods, (await Images()).Count);
    }

    [Fact]
    public async Task Pods_are_counted_from_where_the_set_says_and_the_last_goes_first()
    {
        var set = Set().Replace("\"replicas\": 2", "\"replicas\": 2, \"ordinals\": {\"start\": 1}", StringComparison.Ordinal);
        await _api.CreateAsync(Sets, set);
        await _server.Cluster.RestAsync();
        Assert.Equal(["db-1", "db-2"], await Names());
        var second = await _api.GetAsync($"{Pods}/db-2");
        Assert.Equal("2", (string?)second["metadata"]!["labels"]!["apps.kubernetes.io/pod-index"]);

        await _api.SendAsync(HttpMethod.Patch, $"{Sets}/db/scale", """{"spec": {"replicas": 1}}""", "application/merge-patch+json");
        await _server.Cluster.RestAsync();
        Assert.Equal(["db-1"], await Names());
    }

    [Fact]
    public async Task A_StatefulSet_refuses_changes_that_a_real_one_refuses()
    {
        await _api.CreateAsync(Sets, Set());

        var (code, body) = await _api.SendAsync(
            HttpMethod.Patch, $"{Sets}/db", """{"spec": {"serviceName": "other"}}""", "application/merge-patch+json");

        Assert.Equal(422, code);
        Assert.Contains("updates to statefulset spec for fields other than", (string?)body["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_claim_is_bound_grows_never_shrinks_and_stays_while_a_pod_uses_it()
    {
        await _api.CreateAsync(Claims, Claim("data", "1Gi"));
        await _api.CreateAsync(Pods, Pod("user", "data"));
        await _server.Cluster.RestAsync();
        Assert.Equal("Bound", Phase(await _api.GetAsync($"{Claims}/data")));

        await Resize("2Gi");
        await _server.Cluster.RestAsync();
        Assert.Equal("2Gi", (string?)(await _api.GetAsync($"{Claims}/data"))["status"]!["capacity"]!["storage"]);
        Assert.Equal(422, await Resize("1Gi"));

        await _api.SendAsync(HttpMethod.Delete, $"{Claims}/data");
        await _server.Cluster.RestAsync();
        Assert.NotNull((await _api.GetAsync($"{Claims}/data"))["metadata"]!["deletionTimestamp"]);
        await _api.SendAsync(HttpMethod.Delete, $"{Pods}/user");
        await _server.Cluster.RestAsync();
        Assert.Equal(404, (await _api.SendAsync(HttpMethod.Get, $"{Claims}/data")).Code);
    }

    [Fact]
    public async Task A_claim_of_an_unknown_class_waits_and_so_does_its_pod_and_both_say_why()
    {
        await _api.CreateAsync(Claims, Claim("data", "1Gi", "missing"));
        await _api.CreateAsync(Pods, Pod("user", "data"));
        await _server.Cluster.RestAsync();

        Assert.Equal(("Pending", "Pending"), (Phase(await _api.GetAsync($"{Claims}/data")), Phase(await _api.GetAsync($"{Pods}/user"))));
        var events = (JsonArray)(await _api.GetAsync("api/v1/namespaces/default/events"))["items"]!;
        Assert.Contains(events, one => (string?)one!["message"] == "storageclass.storage.k8s.io \"missing\" not found");
    }

    [Fact]
    public async Task A_quota_of_no_pods_is_an_event_of_the_set()
    {
        const string Quota = """{"metadata": {"name": "none"}, "spec": {"hard": {"pods": "0"}}}""";
        await _api.CreateAsync("api/v1/namespaces/default/resourcequotas", Quota);
        await _api.CreateAsync(Sets, Set());
        await _server.Cluster.RestAsync();

        Assert.Empty(await Images());
        var only = Assert.Single((JsonArray)(await _api.GetAsync("api/v1/namespaces/default/events"))["items"]!);
        Assert.Equal("FailedCreate", (string?)only!["reason"]);
        Assert.Contains("exceeded quota: none", (string?)only["message"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pod_whose_image_cannot_be_pulled_says_so()
    {
        _server.Cluster.Staged.Decide = _ => new PodState { WaitingReason = "ImagePullBackOff", Message = "no such image" };
        await _api.CreateAsync(Pods, Pod("user"));
        await _server.Cluster.RestAsync();

        var status = (await _api.GetAsync($"{Pods}/user"))["status"]!;
        Assert.Equal("ImagePullBackOff", (string?)status["containerStatuses"]![0]!["state"]!["waiting"]!["reason"]);
    }

    private static string? Phase(JsonObject value) => (string?)value["status"]!["phase"];

    private static string? Image(JsonNode pod) => (string?)pod["spec"]!["containers"]![0]!["image"];

    private async Task<IReadOnlyList<string?>> Images() =>
        [.. ((JsonArray)(await _api.GetAsync(Pods))["items"]!).Select(pod => Image(pod!))];

    private async Task<IEnumerable<string?>> Names() =>
        ((JsonArray)(await _api.GetAsync(Pods))["items"]!).Select(pod => (string?)pod!["metadata"]!["name"]);

    private async Task ChangeImage()
    {
        await _api.SendAsync(HttpMethod.Patch, $"{Sets}/db", """
            {"spec": {"template": {"spec": {"containers": [{"name": "server", "image": "server:2"}]}}}}
            """, "application/strategic-merge-patch+json");
        await _server.Cluster.RestAsync();
    }

    private async Task<int> Resize(string size)
    {
        var patch = Filled("""{"spec": {"resources": {"requests": {"storage": "SIZE"}}}}""", ("SIZE", size));
        return (await _api.SendAsync(HttpMethod.Patch, $"{Claims}/data", patch, "application/merge-patch+json")).Code;
    }

    private static string Set(string update = "RollingUpdate", string policy = "OrderedReady") => Filled("""
        {"metadata": {"name": "db"}, "spec": {"replicas": 2, "serviceName": "db", "podManagementPolicy": "POLICY",
          "updateStrategy": {"type": "UPDATE"}, "selector": {"matchLabels": {"app": "db"}},
          "template": {"metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "server", "image": "server:1"}]}}}}
        """, ("UPDATE", update), ("POLICY", policy));

    private static string Claim(string name, string size, string? storageClass = null) => Filled("""
        {"metadata": {"name": "NAME"}, "spec": {"accessModes": ["ReadWriteOnce"],
          "storageClassName": CLASS, "resources": {"requests": {"storage": "SIZE"}}}}
        """, ("NAME", name), ("SIZE", size), ("CLASS", storageClass is null ? "null" : $"\"{storageClass}\""));

    private static string Pod(string name, string? claim = null) => Filled("""
        {"metadata": {"name": "NAME"}, "spec": {"containers": [{"name": "server", "image": "server:1"}], "volumes": [VOLUMES]}}
        """, ("NAME", name), ("VOLUMES", claim is null ? "" : Filled("""
        {"name": "data", "persistentVolumeClaim": {"claimName": "CLAIM"}}
        """, ("CLAIM", claim))));

    private static string Filled(string text, params (string Place, string Value)[] values) =>
        values.Aggregate(text, (filled, value) => filled.Replace(value.Place, value.Value, StringComparison.Ordinal));
}
