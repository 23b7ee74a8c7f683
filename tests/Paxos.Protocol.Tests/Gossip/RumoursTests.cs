using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>SWIM, section 4.1: piggybacked dissemination with bounded retransmits.</summary>
public class RumoursTests
{
    [Theory]
    [InlineData(1, 4)]
    [InlineData(3, 4)]
    [InlineData(9, 4)]
    [InlineData(10, 8)]
    [InlineData(99, 8)]
    [InlineData(100, 12)]
    [InlineData(1_024, 16)]
    public void A_rumour_is_told_a_logarithmic_number_of_times(int members, int expected)
    {
        Assert.Equal(expected, Rumours.TransmitsMax(4, members));
    }

    [Fact]
    public void A_rumour_is_dropped_when_it_was_told_often_enough()
    {
        var rumours = new Rumours();
        rumours.Add("a");

        for (var told = 0; told < 4; told++)
        {
            Assert.Equal(["a"], rumours.Take(10, except: "", transmitsMax: 4));
        }

        Assert.Empty(rumours.Take(10, except: "", transmitsMax: 4));
        Assert.Equal(0, rumours.Count);
    }

    [Fact]
    public void Those_told_least_come_first_then_the_newest()
    {
        var rumours = new Rumours();
        rumours.Add("a");
        rumours.Add("b");
        Assert.Equal(["b"], rumours.Take(1, except: "", transmitsMax: 4));
        rumours.Add("c");

        Assert.Equal(["c", "a"], rumours.Take(2, except: "", transmitsMax: 4));
        Assert.Equal(["c", "b", "a"], rumours.Take(3, except: "", transmitsMax: 4));
    }

    [Fact]
    public void Newer_news_of_the_same_member_takes_the_place_of_older_and_starts_anew()
    {
        var rumours = new Rumours();
        rumours.Add("a");
        rumours.Take(1, except: "", transmitsMax: 2);

        rumours.Add("a");

        Assert.Equal(1, rumours.Count);
        Assert.Single(rumours.Take(1, except: "", transmitsMax: 2));
        Assert.Single(rumours.Take(1, except: "", transmitsMax: 2));
        Assert.Empty(rumours.Take(1, except: "", transmitsMax: 2));
    }

    [Fact]
    public void The_receiver_is_told_nothing_of_itself_and_that_costs_no_telling()
    {
        var rumours = new Rumours();
        rumours.Add("a");

        Assert.Empty(rumours.Take(1, except: "a", transmitsMax: 1));

        Assert.Equal(["a"], rumours.Take(1, except: "b", transmitsMax: 1));
    }
}
