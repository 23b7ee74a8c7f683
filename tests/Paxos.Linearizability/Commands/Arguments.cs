using System.Globalization;

namespace Paxos.Linearizability.Commands;

/// <summary>What the program is asked to do.</summary>
/// <param name="Files">The histories to check.</param>
/// <param name="BenchCalls">How many calls the benchmark checks; 0: no benchmark.</param>
/// <param name="IsGeneral">Whether a history of the store is checked without trusting its revisions.</param>
/// <param name="StepsMax">After how many steps to give up; null: as each check has it.</param>
internal sealed record Arguments(IReadOnlyList<string> Files, int BenchCalls, bool IsGeneral, long? StepsMax)
{
    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        Usage: dotnet run -c Release --project tests/Paxos.Linearizability -- check FILE …
               [--general]      search for an order instead of taking the store's revisions for it (short histories only)
               [--steps N]      after how many steps to give up
               dotnet run -c Release --project tests/Paxos.Linearizability -- bench [N]
                                checks a made history of N calls (default: 100000) and prints how long it took
        Exit code: 0 when every history is linearizable, 1 when one is not, 2 when the arguments or a file are wrong,
        3 when a check gave up.
        """;

    private const int BenchCallsDefault = 100_000;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    public static Arguments Parse(IReadOnlyList<string> words)
    {
        switch (words.Count > 0 ? words[0] : string.Empty)
        {
            case "check":
                return ParseCheck([.. words.Skip(1)]);
            case "bench" when words.Count <= 2:
                return new Arguments([], words.Count == 2 ? (int)Number(words, 1, int.MaxValue) : BenchCallsDefault, false, null);
            case "bench":
                throw new FormatException($"bench takes one number. It has '{words[2]}' too.");
            case "":
                throw new FormatException("Say what to do.");
            default:
                throw new FormatException($"'{words[0]}' is neither check nor bench.");
        }
    }

    private static Arguments ParseCheck(IReadOnlyList<string> words)
    {
        var files = new List<string>();
        var (isGeneral, steps) = (false, (long?)null);
        for (var index = 0; index < words.Count; index++)
        {
            switch (words[index])
            {
                case "--general":
                    isGeneral = true;
                    break;
                case "--steps":
                    steps = Number(words, ++index, long.MaxValue);
                    break;
                case ['-', ..] unknown:
                    throw new FormatException($"'{unknown}' is no option of check.");
                default:
                    files.Add(words[index]);
                    break;
            }
        }

        return files.Count > 0
            ? new Arguments(files, 0, isGeneral, steps)
            : throw new FormatException("Name a file with a history.");
    }

    private static long Number(IReadOnlyList<string> words, int index, long high) =>
        index < words.Count
        && long.TryParse(words[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= 1 && number <= high
            ? number
            : throw new FormatException($"{words[index - 1]} must be followed by a number from 1 to {high}.");
}
