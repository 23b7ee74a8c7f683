using Paxos.Node.Disk;

namespace Paxos.Node.Tests.Disk;

/// <summary>The program that is shipped has no trace of the bugs that the simulator's build plants in the journal.</summary>
public sealed class ShippedJournalTests
{
    [Theory]
    [InlineData("Planted")]
    [InlineData("SwallowsReadOnly")]
    public void The_node_has_no_trace_of_planted_bugs(string word)
    {
        Assert.False(AssemblyText.Contains(typeof(Journal).Assembly.Location, word));
    }

    [Fact]
    public void The_search_finds_what_is_there()
    {
        Assert.True(AssemblyText.Contains(typeof(Journal).Assembly.Location, nameof(Journal)));
    }
}
