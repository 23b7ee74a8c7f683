using System.Diagnostics;
using System.Globalization;

namespace Paxos.Node.Tests.Cli;

/// <summary>paxosctl as a process: what only its Program.cs can get wrong.</summary>
public sealed class ProgramTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    // The copy beside the tests lacks the libraries that the tests take from ASP.NET; the one where it was built is
    // whole.
    private static readonly string Paxosctl = Path.Combine(
        AppContext.BaseDirectory.Replace(
            Path.Combine("tests", "Paxos.Node.Tests"), Path.Combine("node", "Paxos.Cli"), StringComparison.Ordinal),
        "paxosctl");

    [Fact]
    public async Task Errors_go_to_standard_error_and_set_the_exit_code()
    {
        using var process = Start("frobnicate");

        var output = await process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        var error = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await WaitAsync(process);

        Assert.Equal(2, process.ExitCode);
        Assert.Empty(output);
        Assert.StartsWith("paxosctl: Unknown verb 'frobnicate'.", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_value_is_read_from_standard_input()
    {
        await using var node = await FakeClientNode.StartAsync();
        using var process = Start("127.0.0.1", node.Port.ToString(CultureInfo.InvariantCulture), "write", "-", "--key", "k");

        await process.StandardInput.WriteAsync("olá");
        process.StandardInput.Close();
        await WaitAsync(process);

        Assert.Equal(0, process.ExitCode);
        Assert.Equal("olá", node.Store.Find("k")!.Value.ToStringUtf8());
    }

    [Fact]
    public async Task A_watch_ends_well_at_an_interrupt()
    {
        await using var node = await FakeClientNode.StartAsync();
        node.Store.Put(null, Google.Protobuf.ByteString.CopyFromUtf8("value"));
        using var process = Start("--endpoints", node.Endpoint, "watch-values", "--from", "1");
        Assert.EndsWith(
            "\tvalue", await process.StandardOutput.ReadLineAsync().WaitAsync(Patience), StringComparison.Ordinal);

        using var interrupt = Process.Start(
            "/bin/sh", ["-c", "kill -INT \"$1\"", "sh", process.Id.ToString(CultureInfo.InvariantCulture)]);
        await WaitAsync(process);

        Assert.Equal(0, process.ExitCode);
    }

    private static Process Start(params string[] arguments) =>
        Process.Start(new ProcessStartInfo(Paxosctl, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static async Task WaitAsync(Process process)
    {
        using var limit = new CancellationTokenSource(Patience);
        await process.WaitForExitAsync(limit.Token);
    }
}
