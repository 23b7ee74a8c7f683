using System.Diagnostics;

namespace Paxos.Simulator.Running;

/// <summary>Runs seeds one after another, tells how it goes, and shows what failed so that it can be repeated.</summary>
internal sealed class SeedBatch(TextWriter output)
{
    private const int TailMax = 60;
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(5);

    // Below this many seeds, chance alone may leave too few leader changes.
    private const int LeaderChangeSeedsMin = 50;

    private readonly Counters counters = new();
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private int passed;
    private int failed;
    private TimeSpan lastProgress;

    /// <summary>Runs the seeds asked for.</summary>
    /// <returns>The process's exit code.</returns>
    public int Run(SimulatorArguments arguments)
    {
        for (var index = 0; index < arguments.Seeds; index++)
        {
            RunSeed(unchecked(arguments.FirstSeed + (ulong)index), arguments);
            TellProgress(index + 1, arguments.Seeds);
        }

        output.WriteLine($"Counted over {arguments.Seeds} seeds in {watch.Elapsed.TotalSeconds:f1} s:");
        output.WriteLine(counters);
        CheckNotVacuous(arguments.Seeds);
        output.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    private void RunSeed(ulong seed, SimulatorArguments arguments)
    {
        var result = arguments.IsTraced
            ? SeedRun.Run(seed, TraceText.Lines, write: output.WriteLine)
            : SeedRun.Run(seed);
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
            output.WriteLine($"seed {seed}: {(result.HasPassed ? "passed" : "failed")}, trace hash {result.Hash}");
        }
    }

    private void Show(SeedResult result, SimulatorArguments arguments)
    {
        output.WriteLine($"seed {result.Seed} FAILED, found by {result.Checker}: {result.Violation}");
        output.WriteLine($"  cluster: {result.Topology}");
        output.WriteLine($"  repeat with: dotnet run --project tests/Paxos.Simulator -- --seed {result.Seed} --trace");
        if (arguments.IsTraced)
        {
            return;
        }

        // The run is a function of the seed, so the text of its end can be made afterwards.
        output.WriteLine($"  the last {TailMax} lines of its trace:");
        foreach (var line in SeedRun.Run(result.Seed, TraceText.Lines, TailMax).Tail)
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

    private void CheckNotVacuous(int seeds)
    {
        if (seeds >= LeaderChangeSeedsMin && counters.RunsWithLeaderChange * 2 < seeds)
        {
            failed++;
            output.WriteLine($"Too quiet: only {counters.RunsWithLeaderChange} of {seeds} seeds had a leader change; half must.");
        }

        if (seeds >= LeaderChangeSeedsMin && (counters.Snapshots == 0 || counters.SnapshotsFetched == 0 || counters.Trims == 0))
        {
            failed++;
            output.WriteLine(
                $"Too quiet: {counters.Snapshots} snapshots were made and {counters.SnapshotsFetched} fetched, and votes were trimmed "
                + $"{counters.Trims} times; there must be some of each.");
        }
    }
}
