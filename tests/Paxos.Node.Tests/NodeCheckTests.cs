using System.Net;
using Paxos.Node.Settings;
using Paxos.Node.Tests.Cli;
using Paxos.Node.Tests.Web;
using Paxos.Node.Web;

namespace Paxos.Node.Tests;

public sealed class NodeCheckTests
{
    private static readonly NodeStatus Waits = StatusSamples.Everything with
    {
        ReportedAt = DateTimeOffset.UtcNow,
        Ready = false,
        Condition = NodeCondition.NoLeader,
        Reason = "No proposer leads: acceptor2 and acceptor3 do not answer.",
    };

    [Theory]
    [InlineData("--name a1 --check-live", "/healthz")]
    [InlineData("--check-ready", "/readyz")]
    [InlineData("--name a1 --role acceptor", null)]
    public void A_check_is_asked_for_by_name(string arguments, string? path) =>
        Assert.Equal(path, NodeCheck.PathFor(arguments.Split(' ')));

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("::", "::1")]
    [InlineData("192.0.2.7", "192.0.2.7")]
    public void A_check_asks_where_the_node_of_the_same_settings_listens(string listen, string expected)
    {
        var environment = new Dictionary<string, string> { ["PAXOS_LISTEN_ADDRESS"] = listen, ["PAXOS_WEB_PORT"] = "8123" };

        var endpoint = NodeOptionsReader.ReadWebEndpoint([], environment, out var mistakes);

        Assert.Empty(mistakes);
        Assert.Equal(new IPEndPoint(IPAddress.Parse(expected), 8_123), endpoint);
    }

    [Fact]
    public async Task A_ready_node_passes_both_checks()
    {
        await using var host = await WebHost.StartAsync(StatusSamples.Everything with { ReportedAt = DateTimeOffset.UtcNow });

        Assert.Equal((0, "ok\n", ""), await RunAsync("/healthz", host));
        Assert.Equal((0, "ready\n", ""), await RunAsync("/readyz", host));
    }

    [Fact]
    public async Task A_node_that_waits_for_others_lives_and_is_not_ready_for_the_reason_it_gives()
    {
        await using var host = await WebHost.StartAsync(Waits);

        var live = await RunAsync("/healthz", host);
        var (exitCode, _, error) = await RunAsync("/readyz", host);

        Assert.Equal(0, live.ExitCode);
        Assert.Equal(1, exitCode);
        Assert.Contains("answers 503", error, StringComparison.Ordinal);
        Assert.Contains(Waits.Reason, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_is_not_there_fails_the_check()
    {
        using var closed = ReservedPort.Refusing();

        var (exitCode, _, error) = await RunAsync("/healthz", closed.Number);

        Assert.Equal(1, exitCode);
        Assert.Contains($"http://{closed.Endpoint}/healthz does not answer: ", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_node_that_hangs_fails_the_check_in_time()
    {
        using var silent = ReservedPort.Silent();

        var (exitCode, _, error) = await RunAsync("/healthz", silent.Number);

        Assert.Equal(1, exitCode);
        Assert.Contains("/healthz does not answer within 3 s.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_is_told_and_is_no_verdict_on_the_node()
    {
        var (exitCode, _, error) = await RunAsync("/healthz", "http");

        Assert.Equal(2, exitCode);
        Assert.Contains("web-port must be a whole number from 1 to 65535. It is \"http\"", error, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Error)> RunAsync(string path, WebHost host) =>
        RunAsync(path, host.Http.BaseAddress!.Port);

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(string path, object port)
    {
        var environment = new Dictionary<string, string> { ["PAXOS_WEB_PORT"] = $"{port}" };
        var output = new StringWriter { NewLine = "\n" };
        var error = new StringWriter { NewLine = "\n" };
        var exitCode = await NodeCheck.RunAsync(
            path, ["--name", "a1", path == "/healthz" ? NodeCheck.Live : NodeCheck.Ready], environment, output, error);
        return (exitCode, output.ToString(), error.ToString());
    }
}
