using System.Globalization;
using Paxos.Simulator.Faults;

namespace Paxos.Simulator.Running;

/// <summary>What is to be done.</summary>
internal enum SimulatorMode
{
    /// <summary>Run seeds.</summary>
    Seeds = 1,

    /// <summary>Run every planted bug until it is found.</summary>
    Mutations = 2,

    /// <summary>Find the smallest run of one seed that still fails.</summary>
    Minimise = 3,

    /// <summary>Tell how the program is called.</summary>
    Help = 4,
}

/// <summary>What the command line asks for.</summary>
internal sealed record SimulatorArguments
{
    /// <summary>Seeds in one batch at most.</summary>
    public const int SeedsMax = 1_000_000;

    /// <summary>How to call the program.</summary>
    public const string Usage =
        """
        Runs the protocol's real roles and the real journal on a simulated network, disk and clock, and checks every step. A run is decided
        by its seed.

          --seed N              run one seed and print its trace's hash
          --seeds N             run N seeds (1 to 1000000)
          --first-seed N        the first of them (default 1)
          --jobs N              threads to run them on (1 to 64, default 2)
          --trace               print every line of the trace
          --without A,B         faults that do not happen; an unknown name prints them all
          --operations N        requests that applications make at most before the faults end
          --mutation NAME       the planted bug that is on
          --mutations           run every planted bug, or the one named, on seeds from 1 on until a checker finds it
          --mutation-seeds N    seeds for each bug at most (default 1200)
          --minimise N          take faults and requests away from a failing seed as long as it fails, and print the command that repeats it
          --help                this text

        Exit codes: 0 nothing found (or every planted bug), 1 a seed failed (or a bug survived), 2 wrong usage.
        """;

    /// <summary>What is to be done.</summary>
    public SimulatorMode Mode { get; init; } = SimulatorMode.Seeds;

    /// <summary>The first seed to run.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>How many, counting up.</summary>
    public int Seeds { get; init; } = 200;

    /// <summary>Threads to run them on.</summary>
    public int Jobs { get; init; } = 2;

    /// <summary>Whether every trace line is printed.</summary>
    public bool IsTraced { get; init; }

    /// <summary>Seeds for each planted bug at most.</summary>
    public int MutationSeeds { get; init; } = 1_200;

    /// <summary>What is taken away from each run, and the bug that is on.</summary>
    public RunOptions Options { get; init; } = RunOptions.Whole;

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">
    /// An option is unknown, stands twice, or its value is wrong; the message says which.
    /// </exception>
    public static SimulatorArguments Parse(IReadOnlyList<string> arguments)
    {
        var values = ReadOptions(arguments);
        var isOne = values.ContainsKey("--seed") || values.ContainsKey("--minimise");
        if (isOne && (values.ContainsKey("--seeds") || values.ContainsKey("--first-seed")))
        {
            throw new FormatException("--seed and --minimise are about one seed; they do not go with --seeds or --first-seed.");
        }

        return new SimulatorArguments
        {
            Mode = values.ContainsKey("--help") ? SimulatorMode.Help
                : values.ContainsKey("--mutations") ? SimulatorMode.Mutations
                : values.ContainsKey("--minimise") ? SimulatorMode.Minimise
                : SimulatorMode.Seeds,
            FirstSeed = Number(
                values,
                values.ContainsKey("--minimise") ? "--minimise" : isOne ? "--seed" : "--first-seed",
                least: 0,
                most: ulong.MaxValue,
                otherwise: 1),
            Seeds = isOne ? 1 : (int)Number(values, "--seeds", 1, SeedsMax, 200),
            Jobs = values.ContainsKey("--trace") ? 1 : (int)Number(values, "--jobs", 1, 64, 2),
            IsTraced = values.ContainsKey("--trace"),
            MutationSeeds = (int)Number(values, "--mutation-seeds", 1, SeedsMax, 1_200),
            Options = new RunOptions(
                Faults(values.GetValueOrDefault("--without", string.Empty)),
                (int)Number(values, "--operations", 0, int.MaxValue, int.MaxValue),
                Mutation(values.GetValueOrDefault("--mutation", string.Empty))),
        };
    }

    private static SortedDictionary<string, string> ReadOptions(IReadOnlyList<string> arguments)
    {
        var values = new SortedDictionary<string, string>(StringComparer.Ordinal);
        for (var index = 0; index < arguments.Count; index++)
        {
            var option = arguments[index];
            var value = option switch
            {
                "--trace" or "--mutations" or "--help" => string.Empty,
                "--seed" or "--seeds" or "--first-seed" or "--jobs" or "--operations" or "--mutation-seeds" or "--minimise"
                    or "--without" or "--mutation" => ++index < arguments.Count
                        ? arguments[index]
                        : throw new FormatException($"{option} needs a value."),
                _ => throw new FormatException($"'{option}' is no option of the simulator; see --help."),
            };
            if (!values.TryAdd(option, value))
            {
                throw new FormatException($"{option} stands twice.");
            }
        }

        return values;
    }

    private static ulong Number(SortedDictionary<string, string> values, string option, ulong least, ulong most, ulong otherwise)
    {
        if (!values.TryGetValue(option, out var value))
        {
            return otherwise;
        }

        return ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{option} needs a whole number from {least} to {most}. It is '{value}'.");
    }

    private static string[] Faults(string list)
    {
        var names = list.Split(',', StringSplitOptions.RemoveEmptyEntries);
        var wrong = names.FirstOrDefault(name => !FaultRates.Names.Contains(name, StringComparer.Ordinal));
        return wrong is null
            ? names
            : throw new FormatException($"'{wrong}' is no fault. The faults are {string.Join(", ", FaultRates.Names)}.");
    }

    private static string Mutation(string name)
    {
        if (name.Length > 0 && !SeedRun.Mutations.Contains(name, StringComparer.Ordinal))
        {
            throw new FormatException($"'{name}' is no planted bug. They are {string.Join(", ", SeedRun.Mutations)}.");
        }

        return name;
    }
}
