using System.Text.Json.Nodes;

namespace Paxos.ApiServer.Tests;

/// <summary>Server-side apply: who owns what, and what becomes of what nobody wants any more.</summary>
public sealed class ApplyTests : IAsyncLifetime
{
    private const string Path = "api/v1/namespaces/default/configmaps/one";
    private const string Service = "api/v1/namespaces/default/services/web";

    private LoopbackApiServer _server = null!;
    private ApiClient _api = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        _api = new ApiClient(_server.Address);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task What_a_manager_no_longer_applies_goes_and_what_others_set_stays()
    {
        await _api.ApplyAsync(Path, "first", """{"data": {"a": "1", "b": "1"}}""");
        await _api.ApplyAsync(Path, "second", """{"data": {"c": "1"}}""");

        var (code, body) = await _api.ApplyAsync(Path, "first", """{"data": {"a": "1"}}""");

        Assert.Equal(200, code);
        Assert.Equal("""{"a":"1","c":"1"}""", body["data"]!.ToJsonString());
    }

    [Fact]
    public async Task A_field_that_two_managers_apply_alike_stays_until_neither_does()
    {
        await _api.ApplyAsync(Path, "first", """{"data": {"a": "1"}}""");
        await _api.ApplyAsync(Path, "second", """{"data": {"a": "1", "b": "1"}}""");

        var (_, kept) = await _api.ApplyAsync(Path, "first", """{"metadata": {}}""");
        Assert.Equal("""{"a":"1","b":"1"}""", kept["data"]!.ToJsonString());
        var (_, gone) = await _api.ApplyAsync(Path, "second", """{"data": {"b": "1"}}""");
        Assert.Equal("""{"b":"1"}""", gone["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Another_value_for_a_field_of_another_manager_is_a_conflict_unless_forced()
    {
        await _api.ApplyAsync(Path, "first", """{"data": {"a": "1"}}""");

        var (code, refused) = await _api.ApplyAsync(Path, "second", """{"data": {"a": "2"}}""");
        Assert.Equal(409, code);
        Assert.Equal("Apply failed with 1 conflict: conflict with \"first\": .data.a", (string?)refused["message"]);

        var (_, forced) = await _api.ApplyAsync(Path, "second", """{"data": {"a": "2"}}""", force: true);
        Assert.Equal(["second"], Managers(forced));
    }

    [Fact]
    public async Task An_edit_by_somebody_else_takes_the_field_away_and_a_forced_apply_takes_it_back()
    {
        await _api.ApplyAsync(Path, "first", """{"data": {"a": "1", "b": "1"}}""");
        var (_, edited) = await _api.SendAsync(
            HttpMethod.Patch, Path + "?fieldManager=person", """{"data": {"a": "2"}}""", "application/merge-patch+json");
        Assert.Equal(["first", "person"], Managers(edited));
        Assert.Equal("""{"f:data":{"f:b":{}}}""", FieldsOf(edited, "first"));

        var (_, back) = await _api.ApplyAsync(Path, "first", """{"data": {"a": "1", "b": "1"}}""", force: true);
        Assert.Equal("""{"a":"1","b":"1"}""", back["data"]!.ToJsonString());
        Assert.Equal(["first"], Managers(back));
    }

    [Fact]
    public async Task The_same_configuration_again_changes_nothing()
    {
        const string Configuration = """{"spec": {"selector": {"app": "web"}, "ports": [{"name": "web", "port": 80}]}}""";
        var (made, first) = await _api.ApplyAsync(Service, "first", Configuration);
        var (again, second) = await _api.ApplyAsync(Service, "first", Configuration);

        Assert.Equal((200, 200), (made, again));
        Assert.Equal(Version(first), Version(second));
        Assert.Single(_server.Faults.Writes);
    }

    [Fact]
    public async Task Items_of_a_list_with_keys_are_merged_and_taken_out_one_by_one()
    {
        await _api.ApplyAsync(Service, "first", """{"spec": {"ports": [{"name": "web", "port": 80}, {"name": "old", "port": 81}]}}""");
        await _api.ApplyAsync(Service, "second", """{"spec": {"ports": [{"name": "more", "port": 82}]}}""");

        var (_, body) = await _api.ApplyAsync(
            Service, "first", """{"spec": {"ports": [{"name": "web", "port": 80, "targetPort": 8000}]}}""");

        var ports = (JsonArray)body["spec"]!["ports"]!;
        Assert.Equal(["web", "more"], ports.Select(port => (string?)port!["name"]));
        Assert.Equal("8000", ports[0]!["targetPort"]!.ToJsonString());
        Assert.Contains("""k:{"port":80,"protocol":"TCP"}""", Keys(body), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_apply_never_makes_the_status_of_an_object_and_one_to_the_status_nothing_else()
    {
        const string Set = "apis/apps/v1/namespaces/default/statefulsets/db";
        await _api.ApplyAsync(Set, "first", """
            {"spec": {"replicas": 0, "serviceName": "db", "selector": {"matchLabels": {"a": "b"}},
              "template": {"metadata": {"labels": {"a": "b"}}, "spec": {"containers": []}}}, "status": {"replicas": 7}}
            """);
        await _server.Cluster.RestAsync();
        Assert.Equal("0", (await _api.GetAsync(Set))["status"]!["replicas"]!.ToJsonString());

        var (code, body) = await _api.ApplyAsync(
            Set + "/status", "second", """{"spec": {"replicas": 9}, "status": {"collisionCount": 5}}""", force: true);

        Assert.Equal(200, code);
        Assert.Equal(("0", "5"), (body["spec"]!["replicas"]!.ToJsonString(), body["status"]!["collisionCount"]!.ToJsonString()));
        Assert.Equal("""{"f:status":{"f:collisionCount":{}}}""", FieldsOf(body, "second"));
    }

    [Fact]
    public async Task An_apply_for_an_object_of_another_uid_is_a_conflict()
    {
        await _api.ApplyAsync(Path, "first", """{"data": {"a": "1"}}""");

        Assert.Equal(409, (await _api.ApplyAsync(Path, "first", """{"metadata": {"uid": "another"}, "data": {"a": "2"}}""")).Code);
        Assert.Equal(409, (await _api.ApplyAsync(Path + "x", "first", """{"metadata": {"uid": "another"}}""")).Code);
    }

    private static string Version(JsonObject value) => (string)value["metadata"]!["resourceVersion"]!;

    private static IEnumerable<string?> Managers(JsonObject value) =>
        ((JsonArray)value["metadata"]!["managedFields"]!).Select(entry => (string?)entry!["manager"]);

    private static string FieldsOf(JsonObject value, string manager) =>
        ((JsonArray)value["metadata"]!["managedFields"]!)
            .First(entry => (string?)entry!["manager"] == manager)!["fieldsV1"]!.ToJsonString();

    private static string Keys(JsonObject value) => string.Join(' ', ((JsonArray)value["metadata"]!["managedFields"]!)
        .Select(entry => entry!["fieldsV1"]!["f:spec"]?["f:ports"] as JsonObject)
        .OfType<JsonObject>()
        .SelectMany(ports => ports.Select(port => port.Key)));
}
