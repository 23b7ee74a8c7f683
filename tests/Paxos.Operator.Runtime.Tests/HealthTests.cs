using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Paxos.ApiServer;
using Paxos.Operator.Runtime.Hosting;

namespace Paxos.Operator.Runtime.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task Alive_is_who_has_listed_within_ten_minutes_ready_who_has_listed_at_all()
    {
        var time = new ManualTime();
        await using var server = await LoopbackApiServer.StartAsync();
        var settings = TestOperator.Settings with { HealthPort = 0, RequestTimeout = TimeSpan.FromDays(1) };
        await using var instance = await TestOperator.StartAsync(server, settings, time);
        using var client = new HttpClient { BaseAddress = instance.Services.GetRequiredService<HealthServer>().Address };

        // The kind is not known to the server yet.
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "widgets.test.dev was not listed yet\n"), await Get(client, "readyz"));
        Assert.Equal(HttpStatusCode.OK, (await Get(client, "livez")).Code);

        Widget.Define(server);
        Widget.Put(server, "one", 1);
        await time.RunUntilAsync(instance.Script.NextAsync(), TimeSpan.FromSeconds(30));
        Assert.Equal((HttpStatusCode.OK, "ok\n"), await Get(client, "readyz"));

        await server.StopListeningAsync();
        var end = time.GetUtcNow() + TimeSpan.FromMinutes(10.1);
        while (time.GetUtcNow() < end)
        {
            await time.ToNextTimerAsync(TimeSpan.FromSeconds(90));
        }

        var (code, text) = await Get(client, "livez");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, code);
        Assert.StartsWith("widgets.test.dev was not listed for 6", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await Get(client, "readyz")).Code);
    }

    [Fact]
    public async Task Metrics_are_in_the_form_that_Prometheus_reads()
    {
        await using var server = await LoopbackApiServer.StartAsync();
        Widget.Define(server);
        Widget.Put(server, "one", 1);
        await using var instance = await TestOperator.StartAsync(server, TestOperator.Settings with { HealthPort = 0 });
        await instance.Script.NextAsync();
        using var client = new HttpClient { BaseAddress = instance.Services.GetRequiredService<HealthServer>().Address };

        var lines = (await Get(client, "metrics")).Text.Split('\n');

        Assert.Contains("# TYPE paxos_operator_api_requests_total counter", lines);
        Assert.Contains("paxos_operator_leader 1", lines);
        Assert.Contains("paxos_operator_objects{resource=\"widgets.test.dev\"} 1", lines);
        Assert.All(lines, line => Assert.Matches("^(# TYPE \\w+ (counter|gauge)|\\w+(\\{.*\\})? [-+.eE0-9]+)?$", line));
    }

    private static async Task<(HttpStatusCode Code, string Text)> Get(HttpClient client, string path)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }
}
