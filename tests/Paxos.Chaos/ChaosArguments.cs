using System.Globalization;

namespace Paxos.Chaos;

/// <summary>What a run is to do.</summary>
/// <param name="Duration">How long faults strike.</param>
/// <param name="Seed">It decides the schedule of faults and what is asked; not how the machine runs it.</param>
/// <param name="Keep">Whether logs, data and history stay even when all went well.</param>
internal sealed record ChaosArguments(TimeSpan Duration, ulong Seed, bool Keep)
{
    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        Usage: dotnet run -c Release --project tests/Paxos.Chaos -- [--duration 2m] [--seed N] [--keep]
               --duration   how long faults strike: a number and s, m or h (default: 2m; at most 24h)
               --seed       what decides the schedule (default: 1)
               --keep       leaves logs, data and the history behind even when all went well
        Root may make network namespaces and mount disks, and does; anyone else gets the faults that signals can make.
        Exit code: 0 when nothing was lost or invented and every node came back, 1 when not, 2 when the arguments are wrong.
        """;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Reads the command line.</summary>
    /// <exception cref="FormatException">It is wrong.</exception>
    public static ChaosArguments Parse(IReadOnlyList<string> words)
    {
        var arguments = new ChaosArguments(TimeSpan.FromMinutes(2), 1, Keep: false);
        for (var index = 0; index < words.Count; index++)
        {
            arguments = words[index] switch
            {
                "--duration" => arguments with { Duration = ParseDuration(Following(words, ++index)) },
                "--seed" => arguments with { Seed = ParseSeed(Following(words, ++index)) },
                "--keep" => arguments with { Keep = true },
                var unknown => throw new FormatException($"'{unknown}' is no option."),
            };
        }

        return arguments;
    }

    private static string Following(IReadOnlyList<string> words, int index) =>
        index < words.Count ? words[index] : throw new FormatException($"{words[index - 1]} must be followed by a value.");

    private static ulong ParseSeed(string word) =>
        ulong.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var seed)
            ? seed
            : throw new FormatException($"--seed must be followed by a whole number of at least 0. It is '{word}'.");

    private static TimeSpan ParseDuration(string word)
    {
        var unit = word.Length > 1 ? word[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            _ => TimeSpan.Zero,
        } : TimeSpan.Zero;
        var digits = word.AsSpan(0, Math.Max(0, word.Length - 1));
        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        return isNumber && unit > TimeSpan.Zero && number >= 1 && number * unit <= Longest
            ? number * unit
            : throw new FormatException($"--duration must be followed by a number and s, m or h, at most 24h. It is '{word}'.");
    }
}
