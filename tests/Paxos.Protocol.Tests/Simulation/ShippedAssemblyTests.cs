using System.Reflection;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>What is shipped has no trace of the bugs that the simulator's build has planted in it.</summary>
public sealed class ShippedAssemblyTests
{
    [Theory]
    [InlineData("Planted")]
    [InlineData("PLANTED_BUGS")]
    [InlineData("SkipsPhase1")]
    [InlineData("ReleaseAtOnce")]
    public void The_core_that_is_shipped_has_no_trace_of_planted_bugs(string word)
    {
        Assert.False(AssemblyText.Contains(typeof(Acceptor).Assembly.Location, word));
    }

    [Fact]
    public void The_shipped_core_has_no_type_for_them()
    {
        var types = typeof(Acceptor).Assembly.GetTypes();

        Assert.DoesNotContain(types, type => type.Name.Contains("Planted", StringComparison.Ordinal));
    }

    // Otherwise the tests above would pass because they look in the wrong way.
    [Theory]
    [InlineData("PlantedBug")]
    [InlineData("SkipsPhase1")]
    public void The_simulators_program_has_them(string word)
    {
        Assert.True(AssemblyText.Contains(SimulatorProgram.Path, word));
    }

    [Fact]
    public void These_tests_run_the_core_that_is_shipped()
    {
        Assert.Equal("Paxos.Protocol", typeof(Acceptor).Assembly.GetName().Name);
        Assert.Null(Assembly.GetExecutingAssembly().GetType("Paxos.Protocol.Acceptor"));
    }
}
