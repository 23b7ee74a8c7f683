using Paxos.Simulator.Running;

namespace Paxos.Protocol.Tests.Simulation;

public sealed class SimulatorArgumentsTests
{
    [Fact]
    public void Nothing_means_200_seeds_from_1()
    {
        var arguments = SimulatorArguments.Parse([]);

        Assert.Equal(new SimulatorArguments(1, 200, IsTraced: false, IsHelp: false), arguments);
    }

    [Fact]
    public void One_seed_can_be_traced()
    {
        var arguments = SimulatorArguments.Parse(["--seed", "42", "--trace"]);

        Assert.Equal(new SimulatorArguments(42, 1, IsTraced: true, IsHelp: false), arguments);
    }

    [Fact]
    public void A_batch_has_a_first_seed()
    {
        var arguments = SimulatorArguments.Parse(["--seeds", "10", "--first-seed", "100"]);

        Assert.Equal(new SimulatorArguments(100, 10, IsTraced: false, IsHelp: false), arguments);
    }

    [Theory]
    [InlineData("--seedz", "1", "--seedz")]
    [InlineData("--seed", "x", "'x'")]
    [InlineData("--seed", "-1", "'-1'")]
    [InlineData("--seeds", "0", "It is 0")]
    [InlineData("--seeds", "1000001", "'1000001'")]
    public void What_is_wrong_is_named(string option, string value, string named)
    {
        var wrong = Assert.Throws<FormatException>(() => SimulatorArguments.Parse([option, value]));

        Assert.Contains(named, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_value_is_named()
    {
        var wrong = Assert.Throws<FormatException>(() => SimulatorArguments.Parse(["--seeds"]));

        Assert.Contains("--seeds", wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void One_seed_and_a_batch_exclude_each_other() =>
        Assert.Throws<FormatException>(() => SimulatorArguments.Parse(["--seed", "1", "--seeds", "2"]));
}
