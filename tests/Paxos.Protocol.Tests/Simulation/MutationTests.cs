using System.Text.RegularExpressions;
using Paxos.Simulator.Running;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>The planted bugs, seen from outside: the program is run, for the core in this process has none of them.</summary>
public sealed partial class MutationTests
{
    [Fact]
    public void A_planted_bug_is_caught_and_told_on_one_line()
    {
        var (exitCode, output) = SimulatorProgram.Run("--mutations", "--mutation", "AppliesOutOfOrder", "--mutation-seeds", "20");

        Assert.Matches(Caught(), output.Split('\n')[0].TrimEnd());
        Assert.EndsWith("1 passed, 0 failed", output, StringComparison.Ordinal);
        Assert.Equal(0, exitCode);
    }

    // One seed is not enough for this one: nobody hands the office over in it.
    [Fact]
    public void A_planted_bug_that_survives_fails_the_gate()
    {
        var (exitCode, output) = SimulatorProgram.Run("--mutations", "--mutation", "HandOverNeverEnds", "--mutation-seeds", "1");

        Assert.StartsWith("survived HandOverNeverEnds seeds=1", output, StringComparison.Ordinal);
        Assert.EndsWith("0 passed, 1 failed", output, StringComparison.Ordinal);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public void A_failing_run_is_made_smaller_and_the_command_repeats_it()
    {
        var (_, output) = SimulatorProgram.Run("--minimise", "1", "--mutation", "AppliesOutOfOrder");

        var command = output.Split('\n')[^1].TrimEnd();
        Assert.Contains("--seed 1 --without ", command, StringComparison.Ordinal);
        var repeated = SimulatorProgram.Run(command[command.IndexOf("--seed", StringComparison.Ordinal)..].Split(' '));
        Assert.Contains("found by learner", repeated.Output, StringComparison.Ordinal);
        Assert.Equal(1, repeated.ExitCode);
    }

    [Fact]
    public void There_are_at_least_25_of_them()
    {
        var (_, output) = SimulatorProgram.Run("--help");
        var source = File.ReadAllText(Path.Combine(Repository.Root, "node", "Paxos.Protocol", "Planted.cs"));
        var names = Name().Matches(source).Select(match => match.Groups[1].Value).ToArray();

        Assert.Contains("--mutations", output, StringComparison.Ordinal);
        Assert.InRange(names.Length, 25, int.MaxValue);
        Assert.Equal(names.Distinct(), names);
    }

    // A name that stands nowhere but in the list would be a bug that nobody planted.
    [Fact]
    public void Each_of_them_is_planted_in_code_that_runs_in_production()
    {
        var source = File.ReadAllText(Path.Combine(Repository.Root, "node", "Paxos.Protocol", "Planted.cs"));
        var code = string.Concat(Directory.EnumerateFiles(Path.Combine(Repository.Root, "node"), "*.cs", SearchOption.AllDirectories)
            .Where(file => Path.GetFileName(file) != "Planted.cs")
            .Select(File.ReadAllText));

        foreach (var name in Name().Matches(source).Select(match => match.Groups[1].Value))
        {
            Assert.Contains($"PlantedBug.{name})", code, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_shipped_core_offers_none() => Assert.Empty(SeedRun.Mutations);

    [GeneratedRegex(@"^caught AppliesOutOfOrder seeds=\d+ by=[a-z-]+$")]
    private static partial Regex Caught();

    [GeneratedRegex(@"^    (\w+),$", RegexOptions.Multiline)]
    private static partial Regex Name();
}
