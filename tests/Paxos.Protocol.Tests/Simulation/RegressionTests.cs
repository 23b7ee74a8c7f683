using Paxos.Simulator.Running;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>Seeds that found something once find nothing now, on the core as it is shipped.</summary>
public sealed class RegressionTests
{
    [Theory]
    [MemberData(nameof(Kept))]
    public void A_seed_that_failed_once_finds_nothing(string name, ulong seed, string options)
    {
        var result = SeedRun.Run(seed, new Regression(name, seed, options, "").Parsed);

        Assert.True(result.HasPassed, $"{name}: seed {seed} fails again, found by {result.Checker}: {result.Violation}");
    }

    [Fact]
    public void A_line_names_the_seed_what_was_taken_away_and_what_was_found()
    {
        var kept = Regressions.Parse(["# for people", "", "deaf leader | 7 | --without Drop --operations 3 | nobody was answered"]);

        var regression = Assert.Single(kept);
        Assert.Equal(7UL, regression.Seed);
        Assert.Equal(3, regression.Parsed.OperationsMax);
        Assert.Equal(["Drop"], regression.Parsed.Without);
    }

    [Theory]
    [InlineData("deaf leader | 7 | nobody was answered")]
    [InlineData("deaf leader | seven | | nobody was answered")]
    public void A_line_that_is_none_is_shown(string line)
    {
        var wrong = Assert.Throws<FormatException>(() => Regressions.Parse([line]));

        Assert.Contains(line, wrong.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, ulong, string> Kept()
    {
        var data = new TheoryData<string, ulong, string>();
        var path = Path.Combine(Repository.Root, "tests", "Paxos.Simulator", Regressions.FileName);
        foreach (var kept in Regressions.Parse(File.ReadLines(path)))
        {
            data.Add(kept.Name, kept.Seed, kept.Options);
        }

        return data;
    }
}
