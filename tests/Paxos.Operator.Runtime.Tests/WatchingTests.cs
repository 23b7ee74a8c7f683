using Microsoft.Extensions.DependencyInjection;
using Paxos.ApiServer;
using Paxos.Operator.Runtime.Telemetry;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Tests;

/// <summary>Whatever becomes of a watch, every change reaches the controller.</summary>
public sealed class WatchingTests : IAsyncLifetime
{
    // Longer than any wait after a failure, shorter than what else waits.
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(31);

    private readonly ManualTime _time = new();
    private LoopbackApiServer _server = null!;
    private TestOperator _operator = null!;

    public async Task InitializeAsync()
    {
        _server = await LoopbackApiServer.StartAsync();
        Widget.Define(_server);
        var settings = TestOperator.Settings with { RequestTimeout = TimeSpan.FromDays(1), FullPassInterval = TimeSpan.FromDays(1) };
        _operator = await TestOperator.StartAsync(_server, settings, _time);
        await _operator.Services.GetRequiredService<Reflector<Widget>>().Listed.WaitAsync(TestOperator.Patience);
        Widget.Put(_server, "first", 1);
        await _operator.Script.NextAsync();
    }

    public async Task DisposeAsync()
    {
        await _operator.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_change_is_told_by_the_watch()
    {
        Widget.Put(_server, "first", 2);

        Assert.Equal(2, (await _operator.Script.NextAsync()).Size);
        Assert.DoesNotContain(_server.Faults.Requests, request => request.Verb == "watch");
    }

    [Fact]
    public async Task What_happens_while_a_watch_is_closed_is_told()
    {
        _server.Faults.CloseWatches();
        Widget.Put(_server, "second", 1);

        await _time.RunUntilAsync(Calls("second", isGone: false), Soon);
    }

    [Fact]
    public async Task A_deletion_that_no_watch_told_is_told_with_the_last_state()
    {
        _server.Faults.CloseWatches();
        Widget.Delete(_server, "first");

        var call = _operator.Script.NextAsync(call => call.IsGone);
        await _time.RunUntilAsync(call, Soon);

        Assert.Equal(("first", 1), ((await call).Name, (await call).Size));
    }

    [Fact]
    public async Task A_version_that_is_too_old_leads_to_a_list()
    {
        _server.Faults.Answer(request => request is { Verb: "watch", Resource: "widgets.test.dev" }, code: 410);
        _server.Faults.CloseWatches();
        Widget.Put(_server, "second", 1);
        await _time.RunUntilAsync(Calls("second", isGone: false), Soon);

        // By the list before the watch that was refused. The watch after it has to tell the next one.
        Widget.Put(_server, "third", 1);
        await _time.RunUntilAsync(Calls("third", isGone: false), Soon);

        var metrics = _operator.Services.GetRequiredService<OperatorMetrics>();
        Assert.Equal(1, metrics.Value("paxos_operator_watch_restarts_total", "resource=\"widgets.test.dev\",reason=\"expired\""));
    }

    [Fact]
    public async Task A_watch_that_ends_within_a_line_is_followed_by_a_list()
    {
        _server.Faults.CutNextLine();
        Widget.Put(_server, "second", 1);

        await _time.RunUntilAsync(Calls("second", isGone: false), Soon);
    }

    [Fact]
    public async Task A_watch_that_dies_without_a_word_is_noticed()
    {
        _server.Faults.AreWatchesSilent = true;
        Widget.Put(_server, "second", 1);
        var told = Calls("second", isGone: false);

        _time.Advance(TimeSpan.FromSeconds(329));
        Assert.False(told.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        await _time.RunUntilAsync(told, Soon);
    }

    [Fact]
    public async Task A_server_that_is_away_for_a_minute_is_asked_ever_more_rarely_and_everything_is_told_afterwards()
    {
        var metrics = _operator.Services.GetRequiredService<OperatorMetrics>();
        await _server.StopListeningAsync();
        Widget.Put(_server, "second", 1);
        Widget.Delete(_server, "first");
        var back = _time.GetUtcNow() + TimeSpan.FromMinutes(1);
        while (_time.GetUtcNow() < back)
        {
            await _time.ToNextTimerAsync(Soon);
        }

        var tries = metrics.Value("paxos_operator_watch_restarts_total", "resource=\"widgets.test.dev\",reason=\"failed\"");
        await _server.ListenAsync();

        Assert.InRange(tries, 4, 10);
        var told = new[] { await Next(), await Next() };
        Assert.Contains(told, call => call is { Name: "second", IsGone: false });
        Assert.Contains(told, call => call is { Name: "first", IsGone: true });
    }

    [Fact]
    public async Task A_server_that_answers_errors_and_asks_to_wait_is_asked_until_it_answers()
    {
        _server.Faults.Answer(request => request.Verb == "list", code: 429, times: 3);
        _server.Faults.Answer(request => request.Verb == "list", code: 500, times: 3);
        _server.Faults.CloseWatches();
        Widget.Put(_server, "second", 1);

        await _time.RunUntilAsync(Calls("second", isGone: false), Soon);

        Assert.Equal(6, _server.Faults.Requests.Count(request => request is { Verb: "list", Code: >= 400 }));
    }

    [Fact]
    public void The_cache_has_no_managed_fields()
    {
        var cache = _operator.Services.GetRequiredService<IEntityCache<Widget>>();

        Assert.NotNull(Widget.Find(_server, "first")!["metadata"]!["managedFields"]);
        Assert.Null(Assert.Single(cache.All).Metadata.ManagedFields);
    }

    private async Task<ProbeCall> Next()
    {
        var call = _operator.Script.NextAsync();
        await _time.RunUntilAsync(call, Soon);
        return await call;
    }

    private Task<ProbeCall> Calls(string name, bool isGone) =>
        _operator.Script.NextAsync(call => call.Name == name && call.IsGone == isGone);
}
