using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

public class GossipOptionsTests
{
    [Fact]
    public void The_defaults_are_valid() => new GossipOptions().Check();

    public static TheoryData<GossipOptions, string> Wrong => new()
    {
        { new() { ProbeIntervalMilliseconds = 49 }, "ProbeIntervalMilliseconds must be at least 50. It is 49." },
        { new() { AckTimeoutMilliseconds = 9 }, "AckTimeoutMilliseconds must be at least 10. It is 9." },
        { new() { AckTimeoutMilliseconds = 500 }, "AckTimeoutMilliseconds must be below ProbeIntervalMilliseconds." },
        { new() { IndirectProbes = -1 }, "IndirectProbes must be at least 0. It is -1." },
        { new() { IndirectProbes = 17 }, "IndirectProbes must be at most 16. It is 17." },
        { new() { SuspicionMultiplier = 0 }, "SuspicionMultiplier must be at least 1. It is 0." },
        { new() { SuspicionFactorMax = 0 }, "SuspicionFactorMax must be at least 1. It is 0." },
        { new() { RetransmitMultiplier = 0 }, "RetransmitMultiplier must be at least 1. It is 0." },
        { new() { HealthMultiplierMax = 0 }, "HealthMultiplierMax must be at least 1. It is 0." },
        { new() { ExchangeIntervalMilliseconds = 99 }, "ExchangeIntervalMilliseconds must be at least 100. It is 99." },
        { new() { ReconnectIntervalMilliseconds = 0 }, "ReconnectIntervalMilliseconds must be at least 100. It is 0." },
        { new() { JoinRetryMilliseconds = 9 }, "JoinRetryMilliseconds must be at least 10. It is 9." },
        { new() { ForgetMilliseconds = 999 }, "ForgetMilliseconds must be at least 1000. It is 999." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_value_out_of_range_is_refused_with_the_rule_and_the_value(GossipOptions options, string message)
    {
        var thrown = Assert.Throws<ArgumentOutOfRangeException>(options.Check);

        Assert.Contains(message, thrown.Message, StringComparison.Ordinal);
    }
}
