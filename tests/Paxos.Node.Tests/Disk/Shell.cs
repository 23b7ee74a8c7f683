using System.Diagnostics;

namespace Paxos.Node.Tests.Disk;

/// <summary>Runs a command of the system.</summary>
internal static class Shell
{
    public static (int ExitCode, string Output) Run(string command, params string[] arguments)
    {
        try
        {
            using var process = Start(command, arguments);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEnd() + process.StandardError.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output.Trim());
        }
        catch (System.ComponentModel.Win32Exception failure)
        {
            return (127, failure.Message);
        }
    }

    public static Process Start(string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }
}
