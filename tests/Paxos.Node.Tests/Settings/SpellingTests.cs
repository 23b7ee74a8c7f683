using Paxos.Node.Settings;

namespace Paxos.Node.Tests.Settings;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("webport", "webPort")]
    [InlineData("peer", "peers")]
    [InlineData("acceptor", "acceptors")]
    [InlineData("something", null)]
    public void The_nearest_name_is_offered_only_when_it_is_near(string word, string? expected)
    {
        var nearest = Spelling.Nearest(word, ["acceptors", "peers", "webPort"]);

        Assert.Equal(expected, nearest);
    }
}
