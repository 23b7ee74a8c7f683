using System.Text.Json.Nodes;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Paxos.ApiServer;
using Paxos.ApiServer.Writing;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Tests;

/// <summary>When a controller is called, and how often.</summary>
public sealed class ControllingTests : IAsyncLifetime
{
    private static readonly TimeSpan FullPass = TimeSpan.FromDays(1.2);

    private readonly ManualTime _time = new();
    private readonly ProbeScript _script = new();
    private LoopbackApiServer _server = null!;
    private TestOperator _operator = null!;

    private IKubernetesClient Client => _operator.Services.GetRequiredService<IKubernetesClient>();

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        Widget.Define(_server);

        // What a test waits for is far shorter than a full pass, and that is far shorter than what should not happen.
        var settings = TestOperator.Settings with
        {
            ErrorBackoffMax = TimeSpan.FromSeconds(20),
            FullPassInterval = TimeSpan.FromDays(1),
            RequestTimeout = TimeSpan.FromDays(30),
            WatchIdleMax = TimeSpan.FromDays(30),
            ReconciliationTimeout = TimeSpan.FromDays(20),
        };
        _operator = await TestOperator.StartAsync(_server, settings, _time, sources => sources.Owns<V1ConfigMap>("kept=yes"), _script);
        await _operator.Services.GetRequiredService<Reflector<Widget>>().Listed.WaitAsync(TestOperator.Patience);
        await _operator.Services.GetRequiredService<Reflector<V1ConfigMap>>().Listed.WaitAsync(TestOperator.Patience);
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_failing_resource_is_tried_without_end_while_others_go_on()
    {
        const int Failures = 30;
        var times = new List<DateTimeOffset>();
        _script.Act = (call, _) =>
        {
            if (call.Name == "broken" && times.Count < Failures)
            {
                times.Add(_time.GetUtcNow());
                throw new InvalidOperationException("planned");
            }

            return Success(call);
        };
        Widget.Put(_server, "broken", 1);
        Widget.Put(_server, "whole", 1);
        await _script.NextAsync(call => call.Name == "whole");

        for (var tries = 1; tries <= Failures; tries++)
        {
            await _time.RunUntilAsync(_script.NextAsync(call => call.Name == "broken"), TimeSpan.FromSeconds(20));
        }

        var waits = times.Zip(times.Skip(1), (first, second) => second - first).ToList();
        Assert.InRange(waits[0], TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1));
        Assert.All(waits, wait => Assert.InRange(wait, TimeSpan.Zero, TimeSpan.FromSeconds(20)));
        Assert.Equal(Failures, times.Count);
    }

    [Fact]
    public async Task A_change_during_a_call_leads_to_another_call_that_sees_it()
    {
        var entered = new TaskCompletionSource();
        var released = new TaskCompletionSource();
        _script.Act = async (call, _) =>
        {
            entered.TrySetResult();
            await released.Task;
            return await Success(call);
        };
        Widget.Put(_server, "one", 1);
        await entered.Task.WaitAsync(TestOperator.Patience);

        Widget.Put(_server, "one", 2);
        await SeenAsync(widget => (int?)widget.Spec?["size"] == 2);
        released.SetResult();

        Assert.Equal(1, (await _script.NextAsync()).Size);
        Assert.Equal(2, (await _script.NextAsync()).Size);
        Assert.Equal(0, _script.Overlaps);
    }

    [Fact]
    public async Task Calls_for_different_resources_overlap()
    {
        var both = new TaskCompletionSource();
        var entered = 0;
        _script.Act = async (call, cancellationToken) =>
        {
            if (Interlocked.Increment(ref entered) == 2)
            {
                both.SetResult();
            }

            await both.Task.WaitAsync(TestOperator.Patience, cancellationToken);
            return await Success(call);
        };

        Widget.Put(_server, "one", 1);
        Widget.Put(_server, "two", 1);

        await both.Task.WaitAsync(TestOperator.Patience);
        Assert.Equal((2, 0), (_script.MostAtOnce, _script.Overlaps));
    }

    [Fact]
    public async Task A_status_is_written_once_and_is_no_reason_to_be_called_again()
    {
        _script.Act = async (call, cancellationToken) =>
        {
            await Client.UpdateStatusAsync(call.Entity, call.Entity.Status, new JsonObject { ["seen"] = call.Size }, cancellationToken);
            return await Success(call);
        };
        Widget.Put(_server, "one", 1);
        await _script.NextAsync();
        await SeenAsync(widget => (int?)widget.Status?["seen"] == 1);

        // The next call is the full pass, not the status; it finds nothing to write.
        Assert.False(_script.Calls.Reader.TryPeek(out _));
        await _time.ToNextTimerAsync(FullPass);
        await _script.NextAsync();
        await _time.ToNextTimerAsync(FullPass);
        await _script.NextAsync();

        Assert.Single(_server.Faults.Requests, request => request.IsWrite);
    }

    [Fact]
    public async Task An_owned_object_that_is_deleted_leads_to_a_call()
    {
        _script.Act = async (call, cancellationToken) =>
        {
            await Client.SaveAsync(OwnedBy(call.Entity), cancellationToken);
            return await Success(call);
        };
        Widget.Put(_server, "one", 1);
        await _script.NextAsync();
        await _script.NextAsync();

        var configMaps = _server.Writer.Catalog.Find("", "v1", "configmaps")!;
        var key = new ApiServer.Storage.ObjectKey("default", "one-config");
        var deleted = _server.Writer.Delete(configMaps, key, new DeleteOptions()).Object;

        var made = _server.Store.NextChange;
        while (Uid(_server.Store.Find(configMaps, key)) is not { } uid || uid == Uid(deleted))
        {
            await made.WaitAsync(TestOperator.Patience);
            made = _server.Store.NextChange;
        }
    }

    [Fact]
    public async Task A_wish_to_be_called_again_is_kept()
    {
        _script.Act = (call, _) => Task.FromResult(ReconciliationResult<Widget>.Success(call.Entity, TimeSpan.FromSeconds(10)));
        Widget.Put(_server, "one", 1);
        await _script.NextAsync();
        var started = _time.GetUtcNow();

        await _time.ToNextTimerAsync(TimeSpan.FromSeconds(10));
        await _script.NextAsync();
        await _time.ToNextTimerAsync(TimeSpan.FromSeconds(10));
        await _script.NextAsync();

        Assert.Equal(TimeSpan.FromSeconds(20), _time.GetUtcNow() - started);
    }

    [Fact]
    public async Task A_call_that_hangs_is_ended_and_tried_again()
    {
        var isFirst = true;
        _script.Act = async (call, cancellationToken) =>
        {
            if (isFirst)
            {
                isFirst = false;
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return await Success(call);
        };
        Widget.Put(_server, "one", 1);
        await _script.NextAsync();

        _time.Advance(TimeSpan.FromDays(20));
        await _time.RunUntilAsync(_script.NextAsync(), TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_resource_that_is_gone_is_told_until_the_controller_has_taken_it()
    {
        Widget.Put(_server, "one", 1);
        await _script.NextAsync();
        var isRefused = false;
        _script.Act = (call, _) =>
        {
            if (isRefused)
            {
                return Success(call);
            }

            isRefused = true;
            return Task.FromResult(ReconciliationResult<Widget>.Failure(call.Entity, "not yet"));
        };

        Widget.Delete(_server, "one");

        Assert.True((await _script.NextAsync()).IsGone);
        var again = _script.NextAsync();
        await _time.RunUntilAsync(again, TimeSpan.FromSeconds(1));
        Assert.True((await again).IsGone);
    }

    [Fact]
    public async Task A_hundred_idle_resources_cause_no_writes_in_five_full_passes()
    {
        _script.Act = async (call, cancellationToken) =>
        {
            await Client.UpdateStatusAsync(call.Entity, call.Entity.Status, new JsonObject { ["seen"] = call.Size }, cancellationToken);
            return await Success(call);
        };
        for (var i = 0; i < 100; i++)
        {
            Widget.Put(_server, $"w{i}", 1);
            await _script.NextAsync();
        }

        await SeenAsync(widget => (int?)widget.Status?["seen"] == 1, 100);
        for (var pass = 0; pass < 5; pass++)
        {
            await _time.ToNextTimerAsync(FullPass);
            for (var i = 0; i < 100; i++)
            {
                await _script.NextAsync();
            }
        }

        // The first status of each, and nothing since.
        Assert.Equal(100, _server.Faults.Requests.Count(request => request.IsWrite));
    }

    private static string? Uid(JsonObject? value) => (string?)value?["metadata"]!["uid"];

    private static Task<ReconciliationResult<Widget>> Success(ProbeCall call) =>
        Task.FromResult(ReconciliationResult<Widget>.Success(call.Entity));

    private static V1ConfigMap OwnedBy(Widget widget) => new()
    {
        Metadata = new V1ObjectMeta
        {
            Name = widget.Metadata.Name + "-config",
            NamespaceProperty = widget.Metadata.NamespaceProperty,
            Labels = new Dictionary<string, string> { ["kept"] = "yes" },
            OwnerReferences =
            [
                new V1OwnerReference
                {
                    ApiVersion = widget.ApiVersion,
                    Kind = widget.Kind,
                    Name = widget.Metadata.Name,
                    Uid = widget.Metadata.Uid,
                },
            ],
        },
    };

    // Ends when the operator's cache has so many resources that fit.
    private async Task SeenAsync(Func<Widget, bool> fits, int number = 1)
    {
        var store = _operator.Services.GetRequiredService<Reflector<Widget>>().Store;
        var seen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        store.Changed += Look;
        Look(null, null);
        await seen.Task.WaitAsync(TestOperator.Patience);
        store.Changed -= Look;

        void Look(Widget? before, Widget? now)
        {
            if (store.All.Count(fits) >= number)
            {
                seen.TrySetResult();
            }
        }
    }
}
