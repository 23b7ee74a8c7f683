using System.Net;
using System.Net.ServerSentEvents;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Paxos.Node.Telemetry;
using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

public sealed class LogStreamTests : IDisposable
{
    private readonly CancellationTokenSource deadline = new(TimeSpan.FromSeconds(60));

    public void Dispose() => deadline.Dispose();

    [Fact]
    public async Task A_tail_says_whose_it_is_and_brings_old_and_new_lines()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        host.Log(LogLevel.Information, "old");

        using var response = await OpenAsync(host, "/logs/stream");
        await using var events = await EventsAsync(response);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(("hello", $"{{\"instance\":\"{host.Logs.Instance}\"}}"), await NextAsync(events));
        Assert.Equal(["old"], await NextMessagesAsync(events));
        host.Log(LogLevel.Information, "new");
        Assert.Equal(["new"], await NextMessagesAsync(events));
    }

    [Fact]
    public async Task A_tail_continues_after_a_sequence_and_says_what_is_gone()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything, new LogRingOptions { LinesMax = 2 });
        for (var number = 1; number <= 6; number++)
        {
            host.Log(LogLevel.Information, $"line {number}");
        }

        using var response = await OpenAsync(host, $"/logs/stream?after=1&instance={host.Logs.Instance}");
        await using var events = await EventsAsync(response);

        await NextAsync(events);
        Assert.Equal(("missed", "{\"count\":3}"), await NextAsync(events));
        Assert.Equal(["line 5", "line 6"], await NextMessagesAsync(events));
    }

    [Fact]
    public async Task A_tail_brings_only_the_level_asked_for()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        host.Log(LogLevel.Information, "quiet");
        host.Log(LogLevel.Error, "loud");

        using var response = await OpenAsync(host, "/logs/stream?level=Error");
        await using var events = await EventsAsync(response);

        await NextAsync(events);
        Assert.Equal(["loud"], await NextMessagesAsync(events));
    }

    [Fact]
    public async Task A_tail_without_lines_gets_heartbeats()
    {
        await using var host = await WebHost.StartAsync(
            StatusSamples.Everything,
            webOptions: new NodeWebOptions { Heartbeat = TimeSpan.FromMilliseconds(20) });

        using var response = await OpenAsync(host, "/logs/stream");
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(deadline.Token));

        var heartbeats = 0;
        while (heartbeats < 2)
        {
            var line = await reader.ReadLineAsync(deadline.Token);
            Assert.NotNull(line);
            heartbeats += line == ": heartbeat" ? 1 : 0;
        }

        host.Log(LogLevel.Information, "after heartbeats");
        string? read;
        do
        {
            read = await reader.ReadLineAsync(deadline.Token);
            Assert.NotNull(read);
        }
        while (!read.Contains("after heartbeats", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_tail_beyond_the_bound_is_refused_and_admitted_once_another_has_left()
    {
        await using var host = await WebHost.StartAsync(
            StatusSamples.Everything,
            new LogRingOptions { SubscriptionsMax = 1 },
            new NodeWebOptions { Heartbeat = TimeSpan.FromMilliseconds(20) });
        var first = await OpenAsync(host, "/logs/stream");

        using (var refused = await OpenAsync(host, "/logs/stream"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Equal(TimeSpan.FromSeconds(5), refused.Headers.RetryAfter?.Delta);
            Assert.Equal(
                "This node serves at most 1 log streams at a time, and as many are open. Close one, or read /logs.\n",
                await refused.Content.ReadAsStringAsync());
        }

        first.Dispose();
        while (true)
        {
            using var next = await OpenAsync(host, "/logs/stream");
            if (next.StatusCode == HttpStatusCode.OK)
            {
                break;
            }
        }
    }

    [Fact]
    public async Task Tails_end_when_the_host_stops()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        using var response = await OpenAsync(host, "/logs/stream");
        await using var events = await EventsAsync(response);
        await NextAsync(events);

        await host.StopAsync().WaitAsync(deadline.Token);

        Assert.False(await events.MoveNextAsync());
    }

    private Task<HttpResponseMessage> OpenAsync(WebHost host, string path) => host.Http.GetAsync(
        new Uri(path, UriKind.Relative),
        HttpCompletionOption.ResponseHeadersRead,
        deadline.Token);

    private async Task<IAsyncEnumerator<SseItem<string>>> EventsAsync(HttpResponseMessage response)
    {
        var stream = await response.Content.ReadAsStreamAsync(deadline.Token);
        return SseParser.Create(stream).EnumerateAsync(deadline.Token).GetAsyncEnumerator(deadline.Token);
    }

    private static async Task<(string Name, string Data)> NextAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        Assert.True(await events.MoveNextAsync());
        return (events.Current.EventType, events.Current.Data);
    }

    private static async Task<IReadOnlyList<string?>> NextMessagesAsync(IAsyncEnumerator<SseItem<string>> events)
    {
        var (name, data) = await NextAsync(events);
        Assert.Equal("lines", name);
        using var document = JsonDocument.Parse(data);
        return [.. document.RootElement.EnumerateArray().Select(line => line.GetProperty("message").GetString())];
    }
}
