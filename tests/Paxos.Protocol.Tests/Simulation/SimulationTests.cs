using Paxos.Simulator;
using Paxos.Simulator.Running;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>Runs of the simulator as a whole; the long batches are run by the program itself.</summary>
public sealed class SimulationTests
{
    private const ulong Seed = 42;

    [Fact]
    public void A_run_chooses_something_and_counts_it()
    {
        var result = SeedRun.Run(Seed);

        Assert.True(result.HasPassed, result.Violation);
        Assert.True(result.Counters.Chosen > 0);
        Assert.True(result.Counters.Writes > 0);
    }

    [Fact]
    public void The_same_seed_gives_the_same_trace_with_text_and_without()
    {
        var lines = new List<string>();

        var silent = SeedRun.Run(Seed);
        var spoken = SeedRun.Run(Seed, options: null, TraceText.Lines, tailMax: 5, lines.Add);

        Assert.Equal(silent.Hash, spoken.Hash);
        Assert.Equal(5, spoken.Tail.Count);
        Assert.Equal(lines[^1], spoken.Tail.Last());
    }

    [Fact]
    public void Another_seed_gives_another_trace() =>
        Assert.NotEqual(SeedRun.Run(Seed).Hash, SeedRun.Run(Seed + 1).Hash);

    // Hash codes of strings differ per process, so one process cannot see what an unordered collection does to a run. The other process's
    // core has the planted bugs in it, all of them off, and this one's is the shipped one: they must not differ either.
    [Fact]
    public void The_same_seed_gives_the_same_trace_in_another_process()
    {
        var (exitCode, output) = SimulatorProgram.Run("--seed", $"{Seed}");

        Assert.Contains(SeedRun.Run(Seed).Hash, output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 0 failed", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }
}
