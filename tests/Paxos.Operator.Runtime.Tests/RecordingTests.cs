using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Paxos.ApiServer;

namespace Paxos.Operator.Runtime.Tests;

public sealed class RecordingTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private readonly Widget _widget = new()
    {
        Metadata = new V1ObjectMeta { Name = "one", NamespaceProperty = "default", Uid = "0001" },
    };

    private LoopbackApiServer _server = null!;
    private TestOperator _operator = null!;
    private EventPublisher _publish = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        Widget.Define(_server);
        _operator = await TestOperator.StartAsync(_server, time: _time);
        _publish = _operator.Services.GetRequiredService<EventPublisher>();

        // Writes need leadership, which the operator takes as it starts.
        Widget.Put(_server, "other", 1);
        await _operator.Script.NextAsync();
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Equal_events_are_one_object_and_are_not_written_again_within_a_minute()
    {
        await _publish(_widget, "Formed", "The cluster is formed.");
        await _publish(_widget, "Formed", "The cluster is formed.");
        await _publish(_widget, "Formed", "The cluster is formed.");
        Assert.Equal(1, Count(Assert.Single(Events())));

        _time.Advance(TimeSpan.FromMinutes(1));
        await _publish(_widget, "Formed", "The cluster is formed.");

        var only = Assert.Single(Events());
        Assert.Equal(4, Count(only));
        Assert.Equal(("2030-01-01T00:00:00Z", "2030-01-01T00:01:00Z"), ((string?)only["firstTimestamp"], (string?)only["lastTimestamp"]));
        Assert.Equal(("0001", "Widget", "one"), About(only));
    }

    [Fact]
    public async Task Messages_do_not_make_objects_but_reasons_types_and_resources_do()
    {
        await _publish(_widget, "Rolled", "acceptor1 was replaced.");
        await _publish(_widget, "Rolled", "acceptor2 was replaced.");
        Assert.Equal("acceptor2 was replaced.", (string?)Assert.Single(Events())["message"]);

        await _publish(_widget, "Rolled", "acceptor3 did not start.", EventType.Warning);
        await _publish(_widget, "Formed", "The cluster is formed.");
        _widget.Metadata.Uid = "0002";
        await _publish(_widget, "Formed", "The cluster is formed.");

        Assert.Equal(4, Events().Count);
    }

    [Fact]
    public async Task An_event_that_is_refused_does_no_harm()
    {
        _server.Faults.Answer(request => request is { IsWrite: true, Resource: "events" }, code: 500);

        await _publish(_widget, "Formed", "The cluster is formed.");

        Assert.Empty(Events());
    }

    private static int? Count(JsonObject value) => (int?)value["count"];

    private static (string?, string?, string?) About(JsonObject value) =>
        ((string?)value["involvedObject"]!["uid"], (string?)value["involvedObject"]!["kind"], (string?)value["involvedObject"]!["name"]);

    private IReadOnlyList<JsonObject> Events() => _server.Store.List(_server.Writer.Catalog.Find("", "v1", "events")!).Objects;
}
