using Paxos.Simulator.Faults;

namespace Paxos.Simulator.Running;

/// <summary>
/// Makes a failing run smaller: takes away one kind of fault after another and keeps it away when the run still fails, then does with as
/// few requests as fail. Greedy, and repeated until nothing more can go (delta debugging: Zeller and Hildebrandt, 2002).
/// </summary>
internal sealed class Minimiser(TextWriter output)
{
    private int runs;

    /// <summary>Minimises one seed.</summary>
    /// <returns>The process's exit code: 1 when the seed fails, as it does when it is run.</returns>
    public int Run(ulong seed, RunOptions options)
    {
        var whole = SeedRun.Run(seed, options);
        if (whole.HasPassed)
        {
            output.WriteLine($"seed {seed} finds nothing; there is nothing to make smaller.");
            return 0;
        }

        var (smallest, result) = Minimise(seed, options, whole);
        output.WriteLine($"seed {seed} fails, found by {result.Checker}: {result.Violation}");
        output.WriteLine($"  cluster: {result.Topology}");
        var left = FaultRates.Names.Except(smallest.Without, StringComparer.Ordinal);
        output.WriteLine($"  after {runs} runs; the faults that it may need: {string.Join(", ", left)}");
        output.WriteLine(Command.Of(seed, smallest));
        return 1;
    }

    /// <summary>The smallest options found with which the seed still fails, and how it fails then.</summary>
    public (RunOptions Options, SeedResult Result) Minimise(ulong seed, RunOptions options, SeedResult failing)
    {
        while (true)
        {
            var before = options;
            foreach (var fault in FaultRates.Names.Except(options.Without, StringComparer.Ordinal).ToArray())
            {
                var fewer = options with { Without = [.. options.Without, fault] };
                (options, failing) = Try(seed, fewer, options, failing);
            }

            (options, failing) = LimitOperations(seed, options, failing);
            if (options.Without.Count == before.Without.Count && options.OperationsMax == before.OperationsMax)
            {
                return (options with { Without = [.. options.Without.Order(StringComparer.Ordinal)] }, failing);
            }
        }
    }

    // Halves while it still fails, then goes down in ever smaller steps.
    private (RunOptions, SeedResult) LimitOperations(ulong seed, RunOptions options, SeedResult failing)
    {
        var most = (int)Math.Min(options.OperationsMax, failing.Operations);
        for (var step = most; step > 0; step /= 2)
        {
            while (most - step >= 0)
            {
                var limited = options with { OperationsMax = most - step };
                var (kept, result) = Try(seed, limited, options, failing);
                if (kept.OperationsMax != limited.OperationsMax)
                {
                    break;
                }

                (options, failing, most) = (kept, result, most - step);
            }
        }

        return (options, failing);
    }

    private (RunOptions, SeedResult) Try(ulong seed, RunOptions smaller, RunOptions options, SeedResult failing)
    {
        runs++;
        var result = SeedRun.Run(seed, smaller);
        return result.HasPassed || result.Checker != failing.Checker ? (options, failing) : (smaller, result);
    }
}
