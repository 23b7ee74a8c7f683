using System.Globalization;

namespace Paxos.Figures;

/// <summary>What to measure.</summary>
/// <param name="Parts">Which parts, each once, in the order of <see cref="All"/>.</param>
/// <param name="Seconds">How long each run of throughput is measured.</param>
/// <param name="Kills">How often the leader is killed.</param>
/// <param name="Mebibytes">How far behind the learner is that catches up.</param>
/// <param name="Clusters">How many clusters the operator keeps.</param>
/// <param name="Minutes">How long the operator is watched.</param>
/// <param name="WithBuild">Whether the start is also measured with its build.</param>
internal sealed record FigureArguments(
    IReadOnlyList<string> Parts, int Seconds, int Kills, int Mebibytes, int Clusters, int Minutes, bool WithBuild)
{
    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        Usage: dotnet run -c Release --project tests/Paxos.Figures -- all|PART …
               PART is throughput, failover, idle, catch-up, snapshots, start or operator
               [--seconds N]    how long each run of throughput is measured (default: 10)
               [--kills N]      how often the leading proposer is killed (default: 20)
               [--mebibytes N]  how far behind the learner is that catches up (default: 1024)
               [--clusters N]   how many clusters the operator keeps (default: 100)
               [--minutes N]    how long the operator is watched (default: 5)
               [--with-build]   measure ./run.sh with its build too
        Exit code: 0 when every goal is reached, 1 when one is missed, 2 when the arguments are wrong.
        """;

    /// <summary>The parts.</summary>
    public static IReadOnlyList<string> All { get; } = ["throughput", "failover", "idle", "catch-up", "snapshots", "start", "operator"];

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    public static FigureArguments Parse(IReadOnlyList<string> words)
    {
        var (seconds, kills, mebibytes, clusters, minutes, withBuild) = (10, 20, 1_024, 100, 5, false);
        var parts = new List<string>();
        for (var index = 0; index < words.Count; index++)
        {
            switch (words[index])
            {
                case "--seconds":
                    seconds = Number(words, ++index);
                    break;
                case "--kills":
                    kills = Number(words, ++index);
                    break;
                case "--mebibytes":
                    mebibytes = Number(words, ++index);
                    break;
                case "--clusters":
                    clusters = Number(words, ++index);
                    break;
                case "--minutes":
                    minutes = Number(words, ++index);
                    break;
                case "--with-build":
                    withBuild = true;
                    break;
                case "all":
                    parts.AddRange(All);
                    break;
                case var part when All.Contains(part):
                    parts.Add(part);
                    break;
                case var unknown:
                    throw new FormatException($"'{unknown}' is none of all, {string.Join(", ", All)}, and no option.");
            }
        }

        return parts.Count > 0
            ? new FigureArguments([.. All.Where(parts.Contains)], seconds, kills, mebibytes, clusters, minutes, withBuild)
            : throw new FormatException("Say what to measure.");
    }

    private static int Number(IReadOnlyList<string> words, int index) =>
        index < words.Count
        && int.TryParse(words[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number is >= 1 and <= 3600
            ? number
            : throw new FormatException($"{words[index - 1]} must be followed by a number from 1 to 3600.");
}
