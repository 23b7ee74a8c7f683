using Paxos.Figures.Operator;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>Measures what was asked for, each part on a cluster that has done nothing before.</summary>
/// <param name="programs">What is measured.</param>
/// <param name="arguments">What to measure.</param>
/// <param name="progress">Told what is being done.</param>
internal sealed class Measurement(Programs programs, FigureArguments arguments, TextWriter progress)
{
    /// <summary>Runs all parts, one after another.</summary>
    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var figures = new List<Figure>();
        foreach (var part in arguments.Parts)
        {
            progress.WriteLine($"Measuring: {part}.");
            figures.AddRange(part switch
            {
                "throughput" => await OnClusterAsync(new Throughput(programs, arguments.Seconds).MeasureAsync),
                "failover" => await OnClusterAsync(new Failover(arguments.Kills, progress).MeasureAsync),
                "idle" => await OnClusterAsync(Idle.MeasureAsync),
                "catch-up" => await OnClusterAsync(new CatchUp(arguments.Mebibytes, progress).MeasureAsync, CatchUp.Settings),
                "snapshots" => await OnClusterAsync(
                    new DuringSnapshots(3 * arguments.Seconds, progress).MeasureAsync, DuringSnapshots.Settings),
                "start" => await new StartUp(programs, arguments.WithBuild).MeasureAsync(),
                "operator" => await new ManyClusters(programs, arguments.Minutes, progress).MeasureAsync(),
                _ => throw new System.Diagnostics.UnreachableException($"A part named {part}."),
            });
        }

        return figures;
    }

    private async Task<IReadOnlyList<Figure>> OnClusterAsync(
        Func<ProcessCluster, Task<IReadOnlyList<Figure>>> measure, params IReadOnlyList<string> settings)
    {
        await using var cluster = new ProcessCluster(programs.Node, new ClusterShape(), settings);
        cluster.StartMissing();
        await cluster.UntilReadyAsync();
        return await measure(cluster);
    }
}
