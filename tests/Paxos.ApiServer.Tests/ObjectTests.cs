using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace Paxos.ApiServer.Tests;

/// <summary>Reads, writes, lists and watches, as the client package of the operator makes them.</summary>
public sealed class ObjectTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private LoopbackApiServer _server = null!;
    private Kubernetes _client = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        _client = new Kubernetes(new KubernetesClientConfiguration { Host = _server.Address.ToString() });
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task An_object_is_made_read_changed_and_deleted_and_each_change_has_a_version()
    {
        var made = await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one"), "default");
        Assert.NotEmpty(made.Metadata.Uid);
        made.Data = new Dictionary<string, string> { ["a"] = "2" };
        var changed = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "one", "default");
        Assert.NotEqual(made.Metadata.ResourceVersion, changed.Metadata.ResourceVersion);

        var stale = await Refused(() => _client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "one", "default"));
        var twice = await Refused(() => _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one"), "default"));
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default");
        var gone = await Refused(() => _client.CoreV1.ReadNamespacedConfigMapAsync("one", "default"));

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.Conflict, HttpStatusCode.NotFound), (stale, twice, gone));
    }

    [Fact]
    public async Task Nothing_changes_by_a_write_that_changes_nothing()
    {
        var made = await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one"), "default");
        var same = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(made, "one", "default");

        Assert.Equal(made.Metadata.ResourceVersion, same.Metadata.ResourceVersion);
        Assert.Single(_server.Faults.Writes);
    }

    [Fact]
    public async Task Lists_select_by_labels_and_fields_and_come_in_pages()
    {
        for (var i = 0; i < 5; i++)
        {
            await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap($"c{i}", i % 2 == 0 ? "even" : "odd"), "default");
        }

        var first = await _client.CoreV1.ListNamespacedConfigMapAsync("default", limit: 2);
        var second = await _client.CoreV1.ListNamespacedConfigMapAsync(
            "default", limit: 2, continueParameter: first.Metadata.ContinueProperty);
        var third = await _client.CoreV1.ListNamespacedConfigMapAsync(
            "default", limit: 2, continueParameter: second.Metadata.ContinueProperty);
        Assert.Equal(["c0", "c1", "c2", "c3", "c4"], Names([.. first.Items, .. second.Items, .. third.Items]));
        Assert.Null(third.Metadata.ContinueProperty);

        var odd = await _client.CoreV1.ListNamespacedConfigMapAsync("default", labelSelector: "kind in (odd)");
        var rest = await _client.CoreV1.ListConfigMapForAllNamespacesAsync(labelSelector: "kind!=odd");
        var named = await _client.CoreV1.ListNamespacedConfigMapAsync("default", fieldSelector: "metadata.name=c3");
        Assert.Equal(["c1", "c3"], Names(odd.Items));
        Assert.Equal(["c0", "c2", "c4"], Names(rest.Items));
        Assert.Equal(["c3"], Names(named.Items));

        await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("c5"), "default");
        _server.Store.Compact();
        var late = await Refused(() => _client.CoreV1.ListNamespacedConfigMapAsync(
            "default", limit: 2, continueParameter: first.Metadata.ContinueProperty));
        Assert.Equal(HttpStatusCode.Gone, late);
    }

    [Fact]
    public async Task A_watch_tells_each_change_once_and_sees_selections_come_and_go()
    {
        var version = (await _client.CoreV1.ListNamespacedConfigMapAsync("default")).Metadata.ResourceVersion;
        using var end = new CancellationTokenSource(Patience);
        await using var watch = _client.CoreV1
            .WatchListNamespacedConfigMapAsync("default", labelSelector: "kind=odd", resourceVersion: version, cancellationToken: end.Token)
            .GetAsyncEnumerator(end.Token);

        var one = await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one", "odd"), "default", cancellationToken: end.Token);
        await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("two", "even"), "default", cancellationToken: end.Token);
        one.Data = new Dictionary<string, string> { ["a"] = "2" };
        one = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(one, "one", "default", cancellationToken: end.Token);
        one.Metadata.Labels["kind"] = "even";
        one = await _client.CoreV1.ReplaceNamespacedConfigMapAsync(one, "one", "default", cancellationToken: end.Token);
        one.Metadata.Labels["kind"] = "odd";
        await _client.CoreV1.ReplaceNamespacedConfigMapAsync(one, "one", "default", cancellationToken: end.Token);
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default", cancellationToken: end.Token);

        var told = new List<WatchEventType>();
        for (var i = 0; i < 5; i++)
        {
            Assert.True(await watch.MoveNextAsync());
            Assert.Equal("one", watch.Current.Item2.Metadata.Name);
            told.Add(watch.Current.Item1);
        }

        Assert.Equal(
            [WatchEventType.Added, WatchEventType.Modified, WatchEventType.Deleted, WatchEventType.Added, WatchEventType.Deleted], told);
    }

    [Fact]
    public async Task A_watch_from_a_version_that_is_forgotten_is_refused_and_one_that_is_closed_ends()
    {
        var api = new ApiClient(_server.Address);
        await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one"), "default");
        _server.Store.Compact();

        var (code, body) = await api.SendAsync(HttpMethod.Get, "api/v1/configmaps?watch=true&resourceVersion=1");
        Assert.Equal((410, "Expired"), (code, (string?)body["reason"]));

        using var http = new HttpClient();
        using var stream = await http.GetStreamAsync(new Uri(_server.Address, "api/v1/configmaps?watch=true"));
        _server.Faults.CloseWatches();
        await Assert.ThrowsAnyAsync<IOException>(() => stream.CopyToAsync(Stream.Null).WaitAsync(Patience));
    }

    [Fact]
    public async Task Bookmarks_come_where_they_are_asked_for_and_show_the_newest_version()
    {
        await using var quick = await LoopbackApiServer.StartAsync(new ServerSettings { BookmarkInterval = TimeSpan.FromMilliseconds(1) });
        using var http = new HttpClient { BaseAddress = quick.Address };
        using var reader = new StreamReader(await http.GetStreamAsync(
            new Uri("api/v1/secrets?watch=true&allowWatchBookmarks=true", UriKind.Relative)));

        var line = JsonNode.Parse((await reader.ReadLineAsync().WaitAsync(Patience))!)!;

        Assert.Equal("BOOKMARK", (string?)line["type"]);
        var newest = quick.Store.Version.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(newest, (string?)line["object"]!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task A_deletion_holds_to_its_conditions()
    {
        var made = await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one"), "default");
        var other = new V1DeleteOptions { Preconditions = new V1Preconditions { Uid = "another" } };
        var older = new V1DeleteOptions { Preconditions = new V1Preconditions { ResourceVersion = "1" } };
        var right = new V1DeleteOptions
        {
            Preconditions = new V1Preconditions { Uid = made.Metadata.Uid, ResourceVersion = made.Metadata.ResourceVersion },
        };

        Assert.Equal(HttpStatusCode.Conflict, await Refused(() => _client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default", other)));
        Assert.Equal(HttpStatusCode.Conflict, await Refused(() => _client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default", older)));
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default", right);
    }

    [Fact]
    public async Task An_object_with_a_finalizer_goes_when_its_last_one_goes()
    {
        var held = ConfigMap("one");
        held.Metadata.Finalizers = ["test.dev/hold"];
        await _client.CoreV1.CreateNamespacedConfigMapAsync(held, "default");
        await _client.CoreV1.DeleteNamespacedConfigMapAsync("one", "default");
        var ending = await _client.CoreV1.ReadNamespacedConfigMapAsync("one", "default");
        Assert.NotNull(ending.Metadata.DeletionTimestamp);

        ending.Metadata.Finalizers = null;
        await _client.CoreV1.ReplaceNamespacedConfigMapAsync(ending, "one", "default");

        Assert.Equal(HttpStatusCode.NotFound, await Refused(() => _client.CoreV1.ReadNamespacedConfigMapAsync("one", "default")));
    }

    [Theory]
    [InlineData("Background", false, false)]
    [InlineData("Foreground", false, false)]
    [InlineData("Orphan", false, true)]
    public async Task What_an_object_owns_goes_with_it_or_stays(string propagation, bool ownerStays, bool ownedStays)
    {
        var owner = await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("owner"), "default");
        var owned = ConfigMap("owned");
        owned.Metadata.OwnerReferences =
        [
            new V1OwnerReference
            {
                ApiVersion = "v1",
                Kind = "ConfigMap",
                Name = "owner",
                Uid = owner.Metadata.Uid,
                BlockOwnerDeletion = true,
            },
        ];
        await _client.CoreV1.CreateNamespacedConfigMapAsync(owned, "default");

        await _client.CoreV1.DeleteNamespacedConfigMapAsync("owner", "default", propagationPolicy: propagation);
        await _server.Cluster.RestAsync();

        var left = Names((await _client.CoreV1.ListNamespacedConfigMapAsync("default")).Items);
        Assert.Equal((ownerStays, ownedStays), (left.Contains("owner"), left.Contains("owned")));
    }

    [Fact]
    public async Task Faults_hit_the_requests_that_they_are_for()
    {
        _server.Faults.Answer(request => request is { Verb: "get", Resource: "configmaps" }, code: 429);
        _server.Faults.FailWrite(2, isDoneFirst: true);
        await _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("one"), "default");

        var lost = await Refused(() => _client.CoreV1.CreateNamespacedConfigMapAsync(ConfigMap("two"), "default"));
        var busy = await Refused(() => _client.CoreV1.ReadNamespacedConfigMapAsync("one", "default"));

        Assert.Equal((HttpStatusCode.InternalServerError, HttpStatusCode.TooManyRequests), (lost, busy));
        Assert.Equal("two", (await _client.CoreV1.ReadNamespacedConfigMapAsync("two", "default")).Metadata.Name);
        Assert.Equal(["one", "two"], _server.Store.List(_server.Writer.Catalog.Find("", "v1", "configmaps")!).Objects.Select(
            value => (string?)value["metadata"]!["name"]));
    }

    private static async Task<HttpStatusCode> Refused(Func<Task> call) =>
        (await Assert.ThrowsAsync<HttpOperationException>(call)).Response.StatusCode;

    private static List<string> Names(IEnumerable<V1ConfigMap> items) => [.. items.Select(item => item.Metadata.Name)];

    private static V1ConfigMap ConfigMap(string name, string kind = "any") => new()
    {
        Metadata = new V1ObjectMeta { Name = name, Labels = new Dictionary<string, string> { ["kind"] = kind } },
        Data = new Dictionary<string, string> { ["a"] = "1" },
    };
}
