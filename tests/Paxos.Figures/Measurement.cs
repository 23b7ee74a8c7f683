using Paxos.Figures.Operator;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>Measures what was asked for, each part on a cluster that has done nothing before.</summary>
/// <param name="root">The top folder of the sources.</param>
/// <param name="arguments">What to measure.</param>
/// <param name="progress">Told what is being done.</param>
internal sealed class Measurement(string root, FigureArguments arguments, TextWriter progress)
{
    /// <summary>Runs all parts, one after another.</summary>
    public async Task<IReadOnlyList<Figure>> RunAsync()
    {
        var figures = new List<Figure>();
        var programs = new Lazy<Task<Programs>>(() => Programs.BuildAsync(root));
        foreach (var part in arguments.Parts)
        {
            progress.WriteLine($"Measuring: {part}.");
            figures.AddRange(part == "operator"
                ? await new ManyClusters(root, arguments.Clusters, arguments.Minutes, progress).MeasureAsync()
                : await MeasureAsync(part, await programs.Value));
        }

        return figures;
    }

    private async Task<IReadOnlyList<Figure>> MeasureAsync(string part, Programs programs) => part switch
    {
        "throughput" => await OnClusterAsync(programs, new Throughput(programs, arguments.Seconds).MeasureAsync),
        "failover" => await OnClusterAsync(programs, new Failover(arguments.Kills, progress).MeasureAsync),
        "idle" => await OnClusterAsync(programs, Idle.MeasureAsync),
        "catch-up" => await OnClusterAsync(programs, new CatchUp(arguments.Mebibytes, progress).MeasureAsync, CatchUp.Settings),
        "snapshots" => await OnClusterAsync(
            programs, new DuringSnapshots(3 * arguments.Seconds, progress).MeasureAsync, DuringSnapshots.Settings),
        "start" => await new StartUp(programs, arguments.WithBuild).MeasureAsync(),
        _ => throw new System.Diagnostics.UnreachableException($"A part named {part}."),
    };

    private static async Task<IReadOnlyList<Figure>> OnClusterAsync(
        Programs programs, Func<ProcessCluster, Task<IReadOnlyList<Figure>>> measure, params IReadOnlyList<string> settings)
    {
        await using var cluster = new ProcessCluster(programs.Node, new ClusterShape(), settings);
        cluster.StartMissing();
        await cluster.UntilReadyAsync();
        return await measure(cluster);
    }
}
