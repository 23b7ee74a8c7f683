using System.Net;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Paxos.Node.Tests.Telemetry;
using Paxos.Node.Web;

namespace Paxos.Node.Tests.Web;

public sealed class WebEndpointsTests
{
    private static readonly string[] Paths =
        ["/view-logs", "/logs", "/logs/stream", "/status.json", "/metrics", "/healthz", "/readyz", "/"];

    public static TheoryData<string> AllPaths => [.. Paths];

    [Fact]
    public async Task The_root_leads_to_the_page()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.GetAsync(new Uri("/", UriKind.Relative));

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal("/view-logs", response.Headers.Location?.ToString());
    }

    [Fact]
    public async Task The_page_allows_its_own_script_alone_and_names_no_outside_asset()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.GetAsync(new Uri("/view-logs", UriKind.Relative));

        var html = await response.Content.ReadAsStringAsync();
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Equal("text/html", response.Content.Headers.ContentType?.MediaType);
        Assert.Matches("script-src 'sha256-[A-Za-z0-9+/=]{44}'; style-src 'sha256-[A-Za-z0-9+/=]{44}'", policy);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("innerHTML", html, StringComparison.Ordinal);
        Assert.DoesNotContain("page.css", html, StringComparison.Ordinal);
        Assert.DoesNotContain("log.js", html, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AllPaths))]
    public async Task Every_answer_carries_the_security_headers(string path)
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.GetAsync(
            new Uri(path, UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead);

        Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("no-referrer", response.Headers.GetValues("Referrer-Policy").Single());
        var policy = response.Headers.GetValues("Content-Security-Policy").Single();
        Assert.Contains("default-src 'none'", policy, StringComparison.Ordinal);
        Assert.True(response.Headers.CacheControl?.NoStore);
    }

    [Theory]
    [MemberData(nameof(AllPaths))]
    public async Task Another_method_than_GET_and_HEAD_is_refused(string path)
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.PostAsync(new Uri(path, UriKind.Relative), new StringContent("body"));

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
        Assert.Equal(["GET", "HEAD"], response.Content.Headers.Allow);
        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal($"{path} answers GET and HEAD. The method was POST.\n", text);
    }

    [Theory]
    [MemberData(nameof(AllPaths))]
    public async Task HEAD_is_answered_at_once_and_without_a_body(string path)
    {
        await using var host = await WebHost.StartAsync(
            StatusSamples.Everything with { ReportedAt = DateTimeOffset.UtcNow });
        using var request = new HttpRequestMessage(HttpMethod.Head, path);

        using var response = await host.Http.SendAsync(request);

        Assert.True(response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Redirect);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync());
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/logs/stream/more")]
    [InlineData("/<script>alert(1)</script>")]
    public async Task An_unknown_path_is_answered_with_the_known_ones(string path)
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative));

        var text = await response.Content.ReadAsStringAsync();
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain", response.Content.Headers.ContentType?.MediaType);
        Assert.All(Paths, known => Assert.Contains(known, text, StringComparison.Ordinal));
        Assert.DoesNotContain("<script>", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_status_is_the_hosts_status_as_json()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.GetAsync(new Uri("/status.json", UriKind.Relative));

        Assert.Equal("application/json", response.Content.Headers.ContentType?.MediaType);
        Assert.Equal(NodeJson.Serialize(StatusSamples.Everything), await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_metrics_say_their_format()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        using var response = await host.Http.GetAsync(new Uri("/metrics", UriKind.Relative));

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", response.Content.Headers.ContentType?.ToString());
        Assert.Contains("\npaxos_ready 1\n", await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_ready_node_says_ready()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        Assert.Equal((HttpStatusCode.OK, "ready\n"), await GetAsync(host, "/readyz"));
    }

    [Fact]
    public async Task A_node_that_is_not_ready_says_why()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Blank);

        Assert.Equal(
            (HttpStatusCode.ServiceUnavailable, $"Blank: {StatusSamples.Blank.Reason}\n"),
            await GetAsync(host, "/readyz"));
    }

    [Fact]
    public async Task The_process_works_while_its_loop_reports_though_it_is_not_ready()
    {
        var clock = new ManualTimeProvider(StatusSamples.Start);
        await using var host = await WebHost.StartAsync(
            StatusSamples.Blank with { ReportedAt = StatusSamples.Start },
            timeProvider: clock);

        Assert.Equal((HttpStatusCode.OK, "ok\n"), await GetAsync(host, "/healthz"));

        clock.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal(
            "The node's loop must report every 30 s. Its last report is 31 s old.\n",
            (await GetAsync(host, "/healthz")).Body);
    }

    [Fact]
    public async Task Logs_are_given_after_a_sequence_and_from_a_level()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        host.Log(LogLevel.Error, "one");
        host.Log(LogLevel.Information, "two");
        host.Log(LogLevel.Warning, "three");

        var (_, body) = await GetAsync(host, "/logs?after=1&level=warning");

        using var document = JsonDocument.Parse(body);
        var line = Assert.Single(document.RootElement.GetProperty("lines").EnumerateArray());
        Assert.Equal("three", line.GetProperty("message").GetString());
        Assert.Equal(3, line.GetProperty("sequence").GetInt64());
        Assert.Equal(3, document.RootElement.GetProperty("last").GetInt64());
    }

    [Fact]
    public async Task A_sequence_of_an_earlier_life_gets_all_lines_of_this_one()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);
        host.Log(LogLevel.Information, "one");

        var (_, body) = await GetAsync(host, "/logs?after=5000&instance=0123abcd");

        using var document = JsonDocument.Parse(body);
        Assert.Equal(1, document.RootElement.GetProperty("lines").GetArrayLength());
    }

    [Theory]
    [InlineData("after=-1", "after must be a whole number from 0 to 9223372036854775806. It is \"-1\".")]
    [InlineData("after=", "after must be a whole number from 0 to 9223372036854775806. It is \"\".")]
    [InlineData("after=1.5", "after must be a whole number from 0 to 9223372036854775806. It is \"1.5\".")]
    [InlineData(
        "after=9223372036854775807",
        "after must be a whole number from 0 to 9223372036854775806. It is \"9223372036854775807\".")]
    [InlineData(
        "level=loud",
        "level must be one of Trace, Debug, Information, Warning, Error, Critical. It is \"loud\".")]
    [InlineData("level=3", "level must be one of Trace, Debug, Information, Warning, Error, Critical. It is \"3\".")]
    [InlineData("instance=XYZ", "instance must be 1 to 32 lower-case hexadecimal digits. It is \"XYZ\".")]
    [InlineData("after=1&after=2", "after may be given once. It is given 2 times.")]
    [InlineData("levle=Error", "The query may hold after, instance and level. It holds \"levle\".")]
    public async Task A_bad_query_is_refused_with_the_value_and_the_rule(string query, string expected)
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        Assert.Equal((HttpStatusCode.BadRequest, $"{expected}\n"), await GetAsync(host, $"/logs?{query}"));
        Assert.Equal((HttpStatusCode.BadRequest, $"{expected}\n"), await GetAsync(host, $"/logs/stream?{query}"));
    }

    [Fact]
    public async Task A_long_bad_value_is_not_repeated_in_full()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything);

        var (_, body) = await GetAsync(host, $"/logs?level={new string('x', 2_000)}");

        Assert.InRange(body.Length, 100, 300);
    }

    private static async Task<(HttpStatusCode Status, string Body)> GetAsync(WebHost host, string path)
    {
        using var response = await host.Http.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
