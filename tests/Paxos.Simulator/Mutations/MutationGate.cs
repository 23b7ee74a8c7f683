using System.Diagnostics;
using Paxos.Simulator.Running;

namespace Paxos.Simulator.Mutations;

/// <summary>
/// Shows that the simulator finds bugs: each planted bug is on in runs of one seed after another until a checker finds something. The
/// seed that found it must find nothing without it. No checker, no fault and no application knows which bug is on.
/// </summary>
internal sealed class MutationGate(TextWriter output, TextWriter progress)
{
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int caught;
    private int survived;

    /// <summary>Runs the bugs asked for.</summary>
    /// <returns>The process's exit code.</returns>
    public int Run(SimulatorArguments arguments)
    {
        var names = arguments.Options.Mutation.Length > 0 ? [arguments.Options.Mutation] : SeedRun.Mutations;
        ParallelSeeds.Run(arguments.Jobs, names.Count, index => Hunt(names[index], arguments.MutationSeeds), Take);
        output.WriteLine($"{caught} passed, {survived} failed");
        return survived == 0 ? 0 : 1;
    }

    private static Verdict Hunt(string name, int seeds)
    {
        var watch = Stopwatch.StartNew();
        for (var seed = 1UL; seed <= (ulong)seeds; seed++)
        {
            var result = SeedRun.Run(seed, RunOptions.Whole with { Mutation = name });
            if (!result.HasPassed)
            {
                return new Verdict(name, (int)seed, result, SeedRun.Run(seed), watch.Elapsed);
            }
        }

        return new Verdict(name, seeds, null, null, watch.Elapsed);
    }

    private void Take(Verdict verdict)
    {
        if (verdict.Found is null)
        {
            survived++;
            output.WriteLine($"survived {verdict.Name} seeds={verdict.Seeds}");
        }
        else
        {
            output.WriteLine($"caught {verdict.Name} seeds={verdict.Seeds} by={verdict.Found.Checker}");
            if (verdict.Clean is { HasPassed: false } clean)
            {
                survived++;
                output.WriteLine($"  but seed {clean.Seed} fails without it too, found by {clean.Checker}: {clean.Violation}");
            }
            else
            {
                caught++;
            }
        }

        output.Flush();
        progress.WriteLine(
            $"[{watch.Elapsed.TotalSeconds,4:f0} s] {verdict.Name} took {verdict.Took.TotalSeconds:f1} s; {verdict.Found?.Violation}");
    }

    private sealed record Verdict(string Name, int Seeds, SeedResult? Found, SeedResult? Clean, TimeSpan Took);
}
