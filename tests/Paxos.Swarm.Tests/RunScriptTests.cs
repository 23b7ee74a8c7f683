using System.Diagnostics;
using System.Runtime.Versioning;

namespace Paxos.Swarm.Tests;

// What swarm/run.sh says before it builds anything.
[SupportedOSPlatform("linux")]
public sealed class RunScriptTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("paxos-run-");

    public void Dispose() => folder.Delete(recursive: true);

    [Fact]
    public async Task Missing_docker_is_named_with_the_way_to_get_it()
    {
        var (exitCode, error) = await RunAsync("/nowhere/docker");

        Assert.Equal(1, exitCode);
        Assert.Contains("Docker is needed, and '/nowhere/docker' was not found.", error, StringComparison.Ordinal);
        Assert.Contains("apt-get install docker.io", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?", "systemctl start docker")]
    [InlineData("permission denied while trying to connect to the Docker daemon socket", "usermod -aG docker")]
    [InlineData("Got permission denied while trying to connect to the Docker daemon socket", "usermod -aG docker")]
    public async Task Engine_that_does_not_answer_is_quoted_and_the_next_step_named(string said, string step)
    {
        var (exitCode, error) = await RunAsync(Engine($"echo '{said}' >&2; exit 1"));

        Assert.Equal(1, exitCode);
        Assert.Contains(said, error, StringComparison.Ordinal);
        Assert.Contains(step, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Unknown_argument_is_named_with_the_usage()
    {
        var (exitCode, error) = await RunAsync(Engine("exit 0"), "start");

        Assert.Equal(2, exitCode);
        Assert.StartsWith("Unknown argument 'start'.\nUsage: ./run.sh swarm", error, StringComparison.Ordinal);
    }

    private string Engine(string script)
    {
        var file = Path.Combine(folder.FullName, "docker");
        File.WriteAllText(file, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return file;
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string docker, params string[] arguments)
    {
        var start = new ProcessStartInfo(Path.Combine(Repository.Root, "run.sh"), ["swarm", .. arguments])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment = { ["PAXOS_DOCKER"] = docker },
        };
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.Empty(await output);
        return (process.ExitCode, error);
    }
}
