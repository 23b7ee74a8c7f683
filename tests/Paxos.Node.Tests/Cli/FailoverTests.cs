using Grpc.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Paxos.Node.Tests.Cli;

public sealed class FailoverTests
{
    [Theory]
    [InlineData("write", "v")]
    [InlineData("read")]
    public async Task An_unreachable_endpoint_is_skipped_for_the_next(params string[] verb)
    {
        using var dead = ReservedPort.Refusing();
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(["--endpoints", $"{dead.Endpoint},{node.Endpoint}", .. verb]);

        Assert.Equal(0, outcome.ExitCode);
        Assert.Empty(outcome.Error);
    }

    [Fact]
    public async Task When_no_endpoint_can_be_reached_each_is_named_and_nothing_was_written()
    {
        using var first = ReservedPort.Refusing();
        using var second = ReservedPort.Refusing();

        var outcome = await CommandLine.RunAsync("--endpoints", $"{first.Endpoint},{second.Endpoint}", "write", "v");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(
            $"paxosctl: {first.Endpoint} cannot be reached: Connection refused; "
            + $"{second.Endpoint} cannot be reached: Connection refused. Nothing was written.\n",
            outcome.Error);
    }

    [Fact]
    public async Task A_host_that_does_not_exist_is_named()
    {
        var outcome = await CommandLine.RunAsync("nowhere.invalid", "6001", "read");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("nowhere.invalid:6001 cannot be reached: ", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_write_that_gets_no_answer_may_have_happened_and_is_not_sent_to_another()
    {
        await using var silent = await FakeClientNode.StartAsync();
        await using var node = await FakeClientNode.StartAsync();
        silent.Store.FailNext(context => Task.Delay(Timeout.Infinite, context.CancellationToken));

        var outcome = await CommandLine.RunAsync(
            "--endpoints", $"{silent.Endpoint},{node.Endpoint}", "--timeout", "2s", "write", "v");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(
            $"paxosctl: {silent.Endpoint} did not answer in time. The write may or may not have happened.\n",
            outcome.Error);
        Assert.Empty(node.Store.Requests);
    }

    // A proxy, such as the one behind a container's published port, takes connections while nobody is behind it.
    [Fact]
    public async Task A_write_is_sent_to_the_next_when_the_first_takes_the_connection_and_never_speaks()
    {
        using var silent = ReservedPort.Silent();
        await using var node = await FakeClientNode.StartAsync();

        var outcome = await CommandLine.RunAsync(
            "--endpoints", $"{silent.Endpoint},{node.Endpoint}", "--timeout", "2s", "write", "v");

        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Single(node.Store.Requests);
    }

    [Fact]
    public async Task A_write_is_sent_to_the_next_when_the_first_takes_the_connection_and_closes_it()
    {
        using var closing = ReservedPort.Silent();
        await using var node = await FakeClientNode.StartAsync();
        var taken = closing.CloseNextAsync();

        var outcome = await CommandLine.RunAsync("--endpoints", $"{closing.Endpoint},{node.Endpoint}", "write", "v");

        await taken;
        Assert.Equal((0, ""), (outcome.ExitCode, outcome.Error));
        Assert.Single(node.Store.Requests);
    }

    [Fact]
    public async Task A_connection_that_is_closed_without_a_word_is_told_and_nothing_was_written()
    {
        using var closing = ReservedPort.Silent();
        var taken = closing.CloseNextAsync();

        var outcome = await CommandLine.RunAsync("--endpoints", closing.Endpoint, "write", "v");

        await taken;
        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(
            $"paxosctl: {closing.Endpoint} cannot be reached: it closed the connection without a word. Nothing was written.\n",
            outcome.Error);
    }

    [Fact]
    public async Task A_write_whose_connection_breaks_may_have_happened_and_is_not_sent_to_another()
    {
        await using var broken = await FakeClientNode.StartAsync();
        await using var node = await FakeClientNode.StartAsync();
        broken.Store.FailNext(context =>
        {
            context.GetHttpContext().Abort();
            return Task.CompletedTask;
        });

        var outcome = await CommandLine.RunAsync("--endpoints", $"{broken.Endpoint},{node.Endpoint}", "write", "v");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("The write may or may not have happened.", outcome.Error, StringComparison.Ordinal);
        Assert.Empty(node.Store.Requests);
    }

    [Fact]
    public async Task A_read_whose_connection_breaks_is_asked_of_the_next()
    {
        await using var broken = await FakeClientNode.StartAsync();
        await using var node = await FakeClientNode.StartAsync(store: broken.Store);
        broken.Store.Put(null, Google.Protobuf.ByteString.CopyFromUtf8("v"));
        broken.Store.FailNext(context =>
        {
            context.GetHttpContext().Abort();
            return Task.CompletedTask;
        });

        var outcome = await CommandLine.RunAsync("--endpoints", $"{broken.Endpoint},{node.Endpoint}", "read");

        Assert.Equal(0, outcome.ExitCode);
        Assert.EndsWith("\tv\n", outcome.Output, StringComparison.Ordinal);
    }

    // client.proto: UNAVAILABLE says that nothing was stored, so another client node may be asked for the same write.
    [Fact]
    public async Task A_write_that_a_node_could_not_serve_is_sent_to_the_next()
    {
        await using var leaderless = await FakeClientNode.StartAsync();
        await using var node = await FakeClientNode.StartAsync();
        leaderless.Store.FailNext(StatusCode.Unavailable, "no leader is known");

        var outcome = await CommandLine.RunAsync("--endpoints", $"{leaderless.Endpoint},{node.Endpoint}", "write", "v");

        Assert.Equal(0, outcome.ExitCode);
        Assert.Single(node.Store.Requests);
    }

    [Theory]
    [InlineData(StatusCode.Unavailable, 3, "cannot serve now: why. Nothing was written.")]
    [InlineData(StatusCode.DeadlineExceeded, 3, "did not answer in time. The write may or may not have happened.")]
    [InlineData(StatusCode.Aborted, 3, "aborted the request: why. The write may or may not have happened.")]
    [InlineData(StatusCode.ResourceExhausted, 1, "refused (ResourceExhausted): why. Nothing was written.")]
    [InlineData(StatusCode.InvalidArgument, 1, "refused (InvalidArgument): why. Nothing was written.")]
    [InlineData(StatusCode.Internal, 1, "failed: why. The write may or may not have happened.")]
    public async Task Each_status_has_its_exit_code_and_says_whether_the_write_may_have_happened(
        StatusCode status, int exitCode, string message)
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.FailNext(status, "why");

        var outcome = await CommandLine.RunAsync(node, "write", "v");

        Assert.Equal(exitCode, outcome.ExitCode);
        Assert.Equal($"paxosctl: {node.Endpoint} {message}\n", outcome.Error);
    }

    [Fact]
    public async Task A_web_port_is_recognised_as_no_client_port()
    {
        await using var web = await FakeClientNode.StartAsync(HttpProtocols.Http1);

        var outcome = await CommandLine.RunAsync(web, "write", "v");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("does not speak gRPC; is it a client port", outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_interrupted_write_may_have_happened()
    {
        await using var node = await FakeClientNode.StartAsync();
        using var interrupt = new CancellationTokenSource();
        node.Store.FailNext(async context =>
        {
            await interrupt.CancelAsync();
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
        });

        var outcome = await CommandLine.RunAsync(
            ["--endpoints", node.Endpoint, "write", "v"], new MemoryStream(), [], interrupt.Token);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal("paxosctl: Interrupted. The write may or may not have happened.\n", outcome.Error);
    }
}
