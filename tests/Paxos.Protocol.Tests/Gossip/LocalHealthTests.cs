using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>Lifeguard, LHA-Probe: the local health multiplier saturates at both ends.</summary>
public class LocalHealthTests
{
    [Fact]
    public void It_stretches_times_up_to_the_maximum_and_back_to_one()
    {
        var health = new LocalHealth(multiplierMax: 3);
        Assert.Equal(200, health.Scale(200));

        health.Worsen(1);
        Assert.Equal(400, health.Scale(200));

        health.Worsen(5);
        Assert.Equal(3, health.Multiplier);

        health.Improve();
        health.Improve();
        health.Improve();
        Assert.Equal(1, health.Multiplier);
    }
}
