using System.Diagnostics;

namespace Paxos.Figures;

/// <summary>
/// How long <c>./run.sh</c> takes until ten nodes are ready: on the documented ports, in a folder of its own.
/// </summary>
/// <param name="programs">What is started.</param>
/// <param name="withBuild">Whether to measure it with the build too.</param>
internal sealed class StartUp(Programs programs, bool withBuild)
{
    private const double SecondsGoal = 10;
    private const double SecondsWithBuildGoal = 60;

    /// <summary>Measures; the nodes are stopped again.</summary>
    public async Task<IReadOnlyList<Figure>> MeasureAsync()
    {
        var figures = new List<Figure>
        {
            new("./run.sh until ten nodes are ready", await RunAsync(), "s", AtMost: SecondsGoal),
        };
        if (withBuild)
        {
            Directory.Delete(programs.Folder, recursive: true);
            figures.Add(new Figure(
                "./run.sh until ten nodes are ready, with the build", await RunAsync(), "s",
                AtMost: SecondsWithBuildGoal));
        }

        return figures;
    }

    private async Task<double> RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("paxos-start-").FullName;
        var script = Path.Combine(programs.Root, "run.sh");
        try
        {
            var clock = Stopwatch.StartNew();
            await Command.RunAsync(programs.Root, script, "--directory", folder);
            return clock.Elapsed.TotalSeconds;
        }
        finally
        {
            await Command.RunAsync(programs.Root, script, "stop", "--directory", folder);
            Directory.Delete(folder, recursive: true);
        }
    }
}
