using System.Diagnostics;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>The simulator's program, which was built with the planted bugs in its core.</summary>
internal static class SimulatorProgram
{
    /// <summary>Where it is, in the build that these tests are of.</summary>
    public static string Path { get; } = Find();

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output.TrimEnd());
    }

    private static string Find()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory);
        return System.IO.Path.Combine(
            Repository.Root, "tests", "Paxos.Simulator", "bin", framework.Parent!.Name, framework.Name, "Paxos.Simulator.dll");
    }
}
