using System.ComponentModel;
using System.Diagnostics;

namespace Paxos.Chaos.Machine;

/// <summary>Runs commands of the system.</summary>
internal static class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Runs a command that must succeed.</summary>
    /// <exception cref="InvalidOperationException">It failed; the text is what it said.</exception>
    public static async Task RunAsync(string command, params string[] arguments)
    {
        var (exitCode, output) = await TryAsync(command, arguments);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"{command} {string.Join(' ', arguments)}: {output}");
        }
    }

    /// <summary>Runs a command that may fail.</summary>
    /// <returns>Its exit code, 127 where there is no such command, 124 where it did not end; and what it said.</returns>
    public static async Task<(int ExitCode, string Output)> TryAsync(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        try
        {
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
            using var limit = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill();
                return (124, $"has not ended within {Patience.TotalSeconds} s");
            }

            return (process.ExitCode, (await output + await error).Trim());
        }
        catch (Win32Exception failure)
        {
            return (127, failure.Message);
        }
    }
}
