using System.Globalization;
using System.Runtime.InteropServices;

namespace Paxos.Figures;

/// <summary>Prints figures, and the machine that they are from.</summary>
internal static class FigureTable
{
    /// <summary>Prints them as a table that a README can take as it is.</summary>
    public static void Write(TextWriter output, IReadOnlyList<Figure> figures)
    {
        output.WriteLine($"Measured by tests/Paxos.Figures on {Machine()}.");
        output.WriteLine();
        output.WriteLine("| figure | measured | goal | reached | details |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var figure in figures)
        {
            var value = figure.Value.ToString(figure.Value >= 100 ? "#,0" : "0.##", CultureInfo.InvariantCulture);
            var reached = figure.Goal.Length == 0 ? "" : figure.IsMet ? "yes" : "NO";
            output.WriteLine(
                $"| {figure.Name} | {value} {figure.Unit} | {figure.Goal} | {reached} | {figure.Details} |");
        }
    }

    private static string Machine()
    {
        var model = File.ReadLines("/proc/cpuinfo")
            .Where(line => line.StartsWith("model name", StringComparison.Ordinal))
            .Select(line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim())
            .FirstOrDefault(RuntimeInformation.OSArchitecture.ToString());
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1024.0 * 1024 * 1024);
        var kernel = File.ReadAllText("/proc/sys/kernel/osrelease").Trim();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Environment.ProcessorCount} cores ({model}), {memory:0.#} GiB, Linux {kernel}, "
            + $"{RuntimeInformation.FrameworkDescription}");
    }
}
