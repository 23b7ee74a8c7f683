using System.Globalization;

namespace Paxos.Simulator.Running;

/// <summary>What the command line asks for.</summary>
/// <param name="FirstSeed">The first seed to run.</param>
/// <param name="Seeds">How many, counting up.</param>
/// <param name="IsTraced">Whether every trace line is printed.</param>
/// <param name="IsHelp">Whether only the usage is wanted.</param>
internal sealed record SimulatorArguments(ulong FirstSeed, int Seeds, bool IsTraced, bool IsHelp)
{
    /// <summary>Seeds in one batch at most.</summary>
    public const int SeedsMax = 1_000_000;

    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        Runs the protocol's real roles on a simulated network, disk and clock, and checks every step. A run is decided by its seed.

          --seed N          run one seed and print its trace's hash
          --seeds N         run N seeds (1 to 1000000)
          --first-seed N    the first of them (default 1)
          --trace           print every line of the trace
          --help            this text

        Exit codes: 0 nothing found, 1 a seed failed, 2 wrong usage.
        """;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">
    /// An option is unknown, stands twice, or its value is no number in its range; the message says which.
    /// </exception>
    public static SimulatorArguments Parse(IReadOnlyList<string> arguments)
    {
        ulong? seed = null;
        ulong? firstSeed = null;
        int? seeds = null;
        var (isTraced, isHelp) = (false, false);
        for (var index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "--seed":
                    seed = ReadNumber(arguments, ref index, ulong.MaxValue);
                    break;
                case "--seeds":
                    seeds = (int)ReadNumber(arguments, ref index, SeedsMax);
                    break;
                case "--first-seed":
                    firstSeed = ReadNumber(arguments, ref index, ulong.MaxValue);
                    break;
                case "--trace":
                    isTraced = true;
                    break;
                case "--help":
                    isHelp = true;
                    break;
                default:
                    throw new FormatException($"'{arguments[index]}' is no option of the simulator; see --help.");
            }
        }

        if (seed is not null && (seeds is not null || firstSeed is not null))
        {
            throw new FormatException("--seed runs one seed; it does not go with --seeds or --first-seed.");
        }

        if (seeds == 0)
        {
            throw new FormatException($"--seeds must be 1 to {SeedsMax}. It is 0.");
        }

        return seed is { } only
            ? new SimulatorArguments(only, 1, isTraced, isHelp)
            : new SimulatorArguments(firstSeed ?? 1, seeds ?? 200, isTraced, isHelp);
    }

    private static ulong ReadNumber(IReadOnlyList<string> arguments, ref int index, ulong most)
    {
        var option = arguments[index++];
        if (index == arguments.Count)
        {
            throw new FormatException($"{option} needs a number.");
        }

        return ulong.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new FormatException($"{option} needs a whole number from 0 to {most}. It is '{arguments[index]}'.");
    }
}
