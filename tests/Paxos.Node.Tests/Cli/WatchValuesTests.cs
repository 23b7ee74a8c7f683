extern alias cli;

using System.Threading.Channels;
using cli::Paxos.Cli;
using Grpc.Core;

namespace Paxos.Node.Tests.Cli;

public sealed class WatchValuesTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task New_values_are_followed_until_interrupted_and_that_is_no_failure()
    {
        await using var node = await FakeClientNode.StartAsync();
        await CommandLine.RunAsync(node, "write", "before");
        using var watch = new RunningWatch(
            "--timeout", "60s", "--endpoints", node.Endpoint, "watch-values", "--from", "2", "--interval", "20ms");

        Assert.EndsWith("\tbefore", await watch.NextLineAsync(), StringComparison.Ordinal);
        await CommandLine.RunAsync(node, "write", "after");

        Assert.EndsWith("\tafter", await watch.NextLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await watch.InterruptAsync());
    }

    [Fact]
    public async Task A_watch_goes_on_after_its_endpoint_failed()
    {
        await using var node = await FakeClientNode.StartAsync();
        using var watch = new RunningWatch(
            "-o", "json", "--timeout", "60s", "--endpoints", node.Endpoint,
            "watch-values", "--from", "2", "--interval", "20ms");
        await CommandLine.RunAsync(node, "write", "one");
        Assert.Contains("\"value\":\"one\"", await watch.NextLineAsync(), StringComparison.Ordinal);

        node.Store.FailNext(StatusCode.Unavailable, "no leader is known");
        Assert.Contains("no leader is known. Still trying.", await watch.NextErrorAsync(), StringComparison.Ordinal);
        await CommandLine.RunAsync(node, "write", "two");

        Assert.Contains("\"value\":\"two\"", await watch.NextLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await watch.InterruptAsync());
    }

    [Fact]
    public async Task A_watch_that_never_reached_anybody_ends_with_3()
    {
        using var dead = ReservedPort.Refusing();

        var outcome = await CommandLine.RunAsync("--endpoints", dead.Endpoint, "watch-values");

        Assert.Equal(3, outcome.ExitCode);
    }

    /// <summary>A watch in the background whose lines can be waited for.</summary>
    private sealed class RunningWatch : IDisposable
    {
        private readonly CancellationTokenSource interrupt = new(Patience);
        private readonly LineWriter output = new();
        private readonly LineWriter error = new();
        private readonly Task<int> run;

        public RunningWatch(params string[] arguments)
        {
            var surroundings = new Surroundings
            {
                Input = Stream.Null,
                Output = output,
                Error = error,
                Variable = _ => null,
            };
            run = new Paxosctl(surroundings).RunAsync(arguments, interrupt.Token);
        }

        public Task<string> NextLineAsync() => output.NextAsync();

        public Task<string> NextErrorAsync() => error.NextAsync();

        public async Task<int> InterruptAsync()
        {
            await interrupt.CancelAsync();
            return await run;
        }

        public void Dispose()
        {
            interrupt.Cancel();
            interrupt.Dispose();
        }
    }

    private sealed class LineWriter : StringWriter
    {
        private readonly Channel<string> lines = Channel.CreateUnbounded<string>();

        public override void WriteLine(string? value) => lines.Writer.TryWrite(value ?? "");

        public override Task WriteLineAsync(string? value)
        {
            WriteLine(value);
            return Task.CompletedTask;
        }

        public async Task<string> NextAsync() => await lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);
    }
}
