using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>Lifeguard, LHA-Suspicion.</summary>
public class SuspicionTests
{
    // The logarithm starts to count at more than ten members.
    [Theory]
    [InlineData(1, 4, 500, 2_000)]
    [InlineData(3, 4, 500, 2_000)]
    [InlineData(10, 4, 500, 2_000)]
    [InlineData(100, 4, 500, 4_000)]
    [InlineData(1_000, 4, 500, 6_000)]
    [InlineData(100, 5, 1_000, 10_000)]
    [InlineData(0, 1, 100, 100)]
    public void The_shortest_suspicion_grows_with_the_logarithm_of_the_cluster(
        int members, int multiplier, long interval, long expected)
    {
        Assert.Equal(expected, Suspicion.ShortestMilliseconds(members, multiplier, interval));
    }

    // max − (max − min) × log(c + 1) / log(k + 1): with k = 3 the second confirmation already takes off four fifths.
    [Theory]
    [InlineData(0, 3, 2_000, 30_000, 30_000)]
    [InlineData(1, 3, 2_000, 30_000, 16_000)]
    [InlineData(2, 3, 2_000, 30_000, 7_810)]
    [InlineData(3, 3, 2_000, 30_000, 2_000)]
    [InlineData(4, 3, 2_000, 30_000, 2_000)]
    [InlineData(0, 2, 2_000, 12_000, 12_000)]
    [InlineData(1, 2, 2_000, 12_000, 5_690)]
    [InlineData(2, 2, 2_000, 12_000, 2_000)]
    [InlineData(0, 0, 2_000, 12_000, 2_000)]
    [InlineData(0, -1, 2_000, 12_000, 2_000)]
    public void Confirmations_shorten_a_suspicion(
        int confirmations, int confirmationsMax, long shortest, long longest, long expected)
    {
        Assert.Equal(expected, Suspicion.TimeoutMilliseconds(confirmations, confirmationsMax, shortest, longest));
    }

    [Fact]
    public void Only_new_accusers_confirm_and_only_as_many_as_needed()
    {
        var suspicion = new Suspicion("a", new Instant(1_000), members: 10, new GossipOptions());
        Assert.Equal(new Instant(13_000), suspicion.Deadline);

        Assert.False(suspicion.Confirm("a"));
        Assert.True(suspicion.Confirm("b"));
        Assert.False(suspicion.Confirm("b"));
        Assert.True(suspicion.Confirm("c"));
        Assert.Equal(new Instant(3_000), suspicion.Deadline);
        Assert.False(suspicion.Confirm("d"));
    }

    // Of three members one is suspect and one accuses: the third cannot give two confirmations, so none are waited for.
    [Theory]
    [InlineData(2, 2_000)]
    [InlineData(3, 2_000)]
    [InlineData(4, 12_000)]
    public void A_cluster_too_small_for_confirmations_waits_for_none(int members, long expected)
    {
        var suspicion = new Suspicion("a", default, members, new GossipOptions());

        Assert.Equal(new Instant(expected), suspicion.Deadline);
    }
}
