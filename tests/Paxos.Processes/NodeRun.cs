using System.Diagnostics;

namespace Paxos.Processes;

/// <summary>A node that is expected to end by itself, because something about its start is wrong.</summary>
/// <param name="ExitCode">How it ended.</param>
/// <param name="Output">What it wrote to its standard output and error.</param>
internal sealed record NodeRun(int ExitCode, string Output)
{
    /// <summary>Runs the program until it ends.</summary>
    /// <exception cref="TimeoutException">It did not in time, and was killed.</exception>
    public static async Task<NodeRun> ToEndAsync(string binary, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(binary, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(ProcessCluster.Patience);
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            throw new TimeoutException(
                $"{string.Join(' ', arguments)} goes on after {ProcessCluster.Patience.TotalSeconds} s.\n"
                + $"{await output}{await error}");
        }

        return new NodeRun(process.ExitCode, await output + await error);
    }
}
