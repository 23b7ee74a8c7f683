using Paxos.Simulator.Running;

namespace Paxos.Protocol.Tests.Simulation;

public sealed class SimulatorArgumentsTests
{
    [Fact]
    public void Nothing_means_200_seeds_from_1()
    {
        var arguments = SimulatorArguments.Parse([]);

        Assert.Equal(SimulatorMode.Seeds, arguments.Mode);
        Assert.Equal(1UL, arguments.FirstSeed);
        Assert.Equal(200, arguments.Seeds);
        Assert.Equal(RunOptions.Whole.ToString(), arguments.Options.ToString());
    }

    [Fact]
    public void One_seed_can_be_traced_and_then_runs_alone()
    {
        var arguments = SimulatorArguments.Parse(["--seed", "42", "--trace"]);

        Assert.Equal(42UL, arguments.FirstSeed);
        Assert.Equal(1, arguments.Seeds);
        Assert.Equal(1, arguments.Jobs);
        Assert.True(arguments.IsTraced);
    }

    [Fact]
    public void A_batch_has_a_first_seed_and_threads()
    {
        var arguments = SimulatorArguments.Parse(["--seeds", "10", "--first-seed", "100", "--jobs", "4"]);

        Assert.Equal(100UL, arguments.FirstSeed);
        Assert.Equal(10, arguments.Seeds);
        Assert.Equal(4, arguments.Jobs);
    }

    [Fact]
    public void Faults_and_requests_can_be_taken_away()
    {
        var arguments = SimulatorArguments.Parse(["--seed", "7", "--without", "Drop,Hold", "--operations", "12"]);

        Assert.Equal("--without Drop,Hold --operations 12", arguments.Options.ToString());
    }

    [Fact]
    public void A_seed_is_minimised()
    {
        var arguments = SimulatorArguments.Parse(["--minimise", "7"]);

        Assert.Equal(SimulatorMode.Minimise, arguments.Mode);
        Assert.Equal(7UL, arguments.FirstSeed);
    }

    [Fact]
    public void The_gate_has_a_bound()
    {
        var arguments = SimulatorArguments.Parse(["--mutations", "--mutation-seeds", "20"]);

        Assert.Equal(SimulatorMode.Mutations, arguments.Mode);
        Assert.Equal(20, arguments.MutationSeeds);
    }

    [Theory]
    [InlineData("--seedz", "1", "--seedz")]
    [InlineData("--seed", "x", "'x'")]
    [InlineData("--seed", "-1", "'-1'")]
    [InlineData("--seeds", "0", "'0'")]
    [InlineData("--seeds", "1000001", "'1000001'")]
    [InlineData("--jobs", "0", "'0'")]
    [InlineData("--without", "Drop,Rain", "'Rain'")]
    [InlineData("--mutation", "None", "'None'")]
    public void What_is_wrong_is_named(string option, string value, string named)
    {
        var wrong = Assert.Throws<FormatException>(() => SimulatorArguments.Parse([option, value]));

        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--seeds")]
    [InlineData("--without")]
    public void A_missing_value_is_named(string option)
    {
        var wrong = Assert.Throws<FormatException>(() => SimulatorArguments.Parse([option]));

        Assert.Contains(option, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_option_stands_once() =>
        Assert.Throws<FormatException>(() => SimulatorArguments.Parse(["--seed", "1", "--seed", "2"]));

    [Fact]
    public void One_seed_and_a_batch_exclude_each_other() =>
        Assert.Throws<FormatException>(() => SimulatorArguments.Parse(["--seed", "1", "--seeds", "2"]));
}
