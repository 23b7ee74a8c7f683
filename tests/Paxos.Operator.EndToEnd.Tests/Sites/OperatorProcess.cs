using System.Diagnostics;
using System.Globalization;
using Paxos.Chaos.Machine;

namespace Paxos.Operator.EndToEnd.Tests.Sites;

/// <summary>The operator's program, as a process of its own.</summary>
internal sealed class OperatorProcess : IAsyncDisposable
{
    /// <summary>How it ends after the loss of its lease.</summary>
    public const int LostExitCode = 1;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process process;
    private readonly FileStream log;
    private readonly Task writing;

    private OperatorProcess(string identity, Process process, FileStream log)
    {
        (Identity, this.process, this.log) = (identity, process, log);
        writing = Task.WhenAll(
            process.StandardOutput.BaseStream.CopyToAsync(log), process.StandardError.BaseStream.CopyToAsync(log));
        Ended = EndAsync();
    }

    /// <summary>Who it is among those of one lease.</summary>
    public string Identity { get; }

    /// <summary>Starts one.</summary>
    /// <param name="kubeconfig">How it reaches the API server.</param>
    /// <param name="identity">Who it is.</param>
    /// <param name="folder">Where its log is written.</param>
    public static OperatorProcess Start(string kubeconfig, string identity, string folder)
    {
        string[] arguments = ["--kubeconfig", kubeconfig, "--identity", identity, "--health-port", "0", "--log-format", "text"];
        var start = new ProcessStartInfo(Programs.Operator, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["DOTNET_ROOT"] = Programs.DotnetFolder;

        // Without a buffer: whoever reads it wants the last line.
        var log = new FileStream(LogOf(folder, identity), FileMode.Append, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        return new OperatorProcess(identity, Process.Start(start)!, log);
    }

    /// <summary>Where an instance writes its log.</summary>
    public static string LogOf(string folder, string identity) => Path.Combine(folder, $"{identity}.log");

    /// <summary>Ends when it has ended, with its exit code.</summary>
    public Task<int> Ended { get; }

    /// <summary>SIGKILL.</summary>
    public Task<int> KillAsync()
    {
        process.Kill();
        return Ended;
    }

    /// <summary>SIGTERM.</summary>
    public async Task<int> TerminateAsync()
    {
        await Shell.RunAsync("kill", "-TERM", process.Id.ToString(CultureInfo.InvariantCulture));
        return await Ended.WaitAsync(Patience);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!Ended.IsCompleted)
        {
            await KillAsync();
        }

        await writing;
        await log.DisposeAsync();
        process.Dispose();
    }

    private async Task<int> EndAsync()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
