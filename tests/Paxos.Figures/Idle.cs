using System.Globalization;
using Paxos.Processes;

namespace Paxos.Figures;

/// <summary>What a node takes that has nothing to do.</summary>
internal static class Idle
{
    private const double MebibytesGoal = 120;
    private const double PercentGoal = 2;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Span = TimeSpan.FromSeconds(20);

    /// <summary>Measures every node at once, and gives the hungriest.</summary>
    public static async Task<IReadOnlyList<Figure>> MeasureAsync(ProcessCluster cluster)
    {
        await Task.Delay(Settling);
        var before = cluster.Nodes.Select(node => ProcessUsage.CpuSeconds(node.ProcessId)).ToArray();
        await Task.Delay(Span);
        var usage = cluster.Nodes
            .Select((node, index) => (
                node.Name,
                Percent: 100 * (ProcessUsage.CpuSeconds(node.ProcessId) - before[index]) / Span.TotalSeconds,
                Mebibytes: ProcessUsage.ResidentMebibytes(node.ProcessId)))
            .ToArray();
        var hungriest = usage.MaxBy(node => node.Mebibytes);
        var busiest = usage.MaxBy(node => node.Percent);
        return
        [
            new Figure(
                "resident memory of an idle node, most", hungriest.Mebibytes, "MiB", AtMost: MebibytesGoal,
                Details: string.Join(", ", usage.Select(node => Text($"{node.Name} {node.Mebibytes:0}")))),
            new Figure(
                "processor of an idle node, most", busiest.Percent, "% of a core", AtMost: PercentGoal,
                Details: string.Join(", ", usage.Select(node => Text($"{node.Name} {node.Percent:0.0}")))),
        ];
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
