using System.Globalization;

namespace Paxos.Simulator.Running;

/// <summary>A seed that found something once.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Options">What was taken away to make the run smaller, as on a command line.</param>
/// <param name="Found">What it found, and where that is tested.</param>
internal sealed record Regression(string Name, ulong Seed, string Options, string Found)
{
    /// <summary>The options as the simulator takes them.</summary>
    public RunOptions Parsed => SimulatorArguments.Parse(Options.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Options;
}

/// <summary>The file of kept seeds: one a line, fields parted by bars, lines that begin with # are for people.</summary>
internal static class Regressions
{
    /// <summary>The file's name, beside the simulator's project.</summary>
    public const string FileName = "Regressions.txt";

    /// <summary>Reads the lines of such a file.</summary>
    /// <exception cref="FormatException">A line is not one; the message shows it.</exception>
    public static IReadOnlyList<Regression> Parse(IEnumerable<string> lines) =>
    [
        .. lines.Where(line => line.Trim().Length > 0 && !line.StartsWith('#')).Select(ParseLine),
    ];

    private static Regression ParseLine(string line)
    {
        var fields = line.Split('|', StringSplitOptions.TrimEntries);
        return fields.Length == 4 && ulong.TryParse(fields[1], NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? new Regression(fields[0], seed, fields[2], fields[3])
            : throw new FormatException($"A kept seed is 'name | seed | options | what it found'. The line is '{line}'.");
    }
}
