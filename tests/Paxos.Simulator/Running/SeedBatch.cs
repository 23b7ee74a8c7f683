using System.Diagnostics;

namespace Paxos.Simulator.Running;

/// <summary>Runs seeds, tells how it goes, and shows what failed so that it can be repeated.</summary>
internal sealed class SeedBatch(TextWriter output)
{
    private const int TailMax = 60;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    private readonly Counters counters = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int passed;
    private int failed;
    private TimeSpan lastProgress;

    /// <summary>Runs the seeds asked for.</summary>
    /// <returns>The process's exit code.</returns>
    public int Run(SimulatorArguments arguments)
    {
        ParallelSeeds.Run(
            arguments.Jobs,
            arguments.Seeds,
            index => RunSeed(unchecked(arguments.FirstSeed + (ulong)index), arguments),
            result => Take(result, arguments));
        output.WriteLine($"Counted over {arguments.Seeds} seeds in {watch.Elapsed.TotalSeconds:f1} s:");
        output.WriteLine(counters);
        foreach (var missing in counters.Missing(arguments.Seeds))
        {
            failed++;
            output.WriteLine($"Too quiet: {missing}");
        }

        output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private SeedResult RunSeed(ulong seed, SimulatorArguments arguments) => arguments.IsTraced
        ? SeedRun.Run(seed, arguments.Options, TraceText.Lines, write: output.WriteLine)
        : SeedRun.Run(seed, arguments.Options);

    private void Take(SeedResult result, SimulatorArguments arguments)
    {
        counters.Add(result.Counters);
        if (result.HasPassed)
        {
            passed++;
        }
        else
        {
            failed++;
            Show(result, arguments);
        }

        if (arguments.Seeds == 1)
        {
            output.WriteLine($"seed {result.Seed}: {(result.HasPassed ? "passed" : "failed")}, trace hash {result.Hash}");
        }

        TellProgress(passed + failed, arguments.Seeds);
    }

    private void Show(SeedResult result, SimulatorArguments arguments)
    {
        output.WriteLine($"seed {result.Seed} FAILED, found by {result.Checker}: {result.Violation}");
        output.WriteLine($"  cluster: {result.Topology}");
        output.WriteLine($"  repeat with: {Command.Of(result.Seed, arguments.Options)} --trace");
        output.WriteLine($"  make smaller with: {Command.Minimise(result.Seed, arguments.Options)}");
        if (arguments.IsTraced)
        {
            return;
        }

        // The run is a function of the seed, so the text of its end can be made afterwards.
        output.WriteLine($"  the last {TailMax} lines of its trace:");
        foreach (var line in SeedRun.Run(result.Seed, arguments.Options, TraceText.Lines, TailMax).Tail)
        {
            output.WriteLine($"  {line}");
        }
    }

    private void TellProgress(int done, int all)
    {
        if (watch.Elapsed - lastProgress >= ProgressInterval)
        {
            lastProgress = watch.Elapsed;
            output.WriteLine(
                $"... {done} of {all} seeds, {failed} failed, {counters.Chosen} slots chosen, {watch.Elapsed.TotalSeconds:f0} s");
        }
    }
}
