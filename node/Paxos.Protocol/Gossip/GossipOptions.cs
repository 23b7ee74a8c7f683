namespace Paxos.Protocol.Gossip;

/// <summary>
/// How fast gossip notices, forgives and forgets. The defaults suit one data centre with up to a hundred members. All
/// members should use the same values: a member with a longer acknowledgement timeout is slower to accuse, never
/// wrong.
/// </summary>
public sealed record GossipOptions
{
    /// <summary>
    /// Milliseconds from one probe to the next (SWIM's protocol period T'). Default 500, at least 50. Lower finds the
    /// dead sooner and spreads rumours faster, for proportionally more messages: each member sends about two pings
    /// and two acks a period.
    /// </summary>
    public long ProbeIntervalMilliseconds { get; init; } = 500;

    /// <summary>
    /// Milliseconds that a probed member has to acknowledge before others are asked to try. Default 200, at least 10
    /// and below <see cref="ProbeIntervalMilliseconds"/>. Set it above the round trip's 99th percentile; higher means
    /// fewer indirect probes, and less of the period left for those that are sent.
    /// </summary>
    public long AckTimeoutMilliseconds { get; init; } = 200;

    /// <summary>
    /// How many helpers are asked to ping a member that did not acknowledge (SWIM's k). Default 2, from 0 to 16.
    /// Higher tolerates more loss between two members, for that many more messages per failed ping.
    /// </summary>
    public int IndirectProbes { get; init; } = 2;

    /// <summary>
    /// Scales how long a suspect has to refute, see <see cref="Suspicion.ShortestMilliseconds"/>. Default 4, at least
    /// 1. Higher forgives longer pauses and finds the dead later; two less than this is also how many independent
    /// confirmations shorten a suspicion to its minimum.
    /// </summary>
    public int SuspicionMultiplier { get; init; } = 4;

    /// <summary>
    /// A suspicion that nobody else confirms lasts this many times the shortest one (Lifeguard's β). Default 6, at
    /// least 1. Higher protects more against one member with a bad connection that accuses everybody.
    /// </summary>
    public int SuspicionFactorMax { get; init; } = 6;

    /// <summary>
    /// Scales how often a rumour is passed on, see <see cref="Rumours.TransmitsMax"/>. Default 4, at least 1. Higher
    /// reaches everybody more surely over a lossy network, for proportionally more bytes.
    /// </summary>
    public int RetransmitMultiplier { get; init; } = 4;

    /// <summary>
    /// The most that a member in doubt about its own health stretches its probes (Lifeguard's S). Default 8, at least
    /// 1, which turns it off. Higher accuses less from an overloaded process.
    /// </summary>
    public int HealthMultiplierMax { get; init; } = 8;

    /// <summary>
    /// Milliseconds between full exchanges with a random living member. Default 15,000, at least 100. Lower repairs
    /// sooner what rumours missed, for a message of all members each time.
    /// </summary>
    public long ExchangeIntervalMilliseconds { get; init; } = 15_000;

    /// <summary>
    /// Milliseconds between attempts to reach one random member that is dead, or a seed never heard of or gone.
    /// Default 1,000, at least 100. Lower finds the other half of a healed partition sooner, for one message each time
    /// while anybody is missing.
    /// </summary>
    public long ReconnectIntervalMilliseconds { get; init; } = 1_000;

    /// <summary>
    /// Milliseconds before a starting member that no seed answered asks again; doubled each time up to
    /// <see cref="ReconnectIntervalMilliseconds"/>. Default 250, at least 10.
    /// </summary>
    public long JoinRetryMilliseconds { get; init; } = 250;

    /// <summary>
    /// Milliseconds after which a dead or departed member that is no seed is forgotten. Default 24 hours, at least
    /// 1,000. Shorter keeps listings clean where members come and go; until then a dead member's return is noticed
    /// from either side.
    /// </summary>
    public long ForgetMilliseconds { get; init; } = 24 * 60 * 60 * 1_000;

    /// <summary>Checks every range that the properties state.</summary>
    /// <exception cref="ArgumentOutOfRangeException">
    /// A value is outside its range; the message names the rule and the value.
    /// </exception>
    public void Check()
    {
        AtLeast(ProbeIntervalMilliseconds, 50, nameof(ProbeIntervalMilliseconds));
        AtLeast(AckTimeoutMilliseconds, 10, nameof(AckTimeoutMilliseconds));
        AtLeast(IndirectProbes, 0, nameof(IndirectProbes));
        AtLeast(SuspicionMultiplier, 1, nameof(SuspicionMultiplier));
        AtLeast(SuspicionFactorMax, 1, nameof(SuspicionFactorMax));
        AtLeast(RetransmitMultiplier, 1, nameof(RetransmitMultiplier));
        AtLeast(HealthMultiplierMax, 1, nameof(HealthMultiplierMax));
        AtLeast(ExchangeIntervalMilliseconds, 100, nameof(ExchangeIntervalMilliseconds));
        AtLeast(ReconnectIntervalMilliseconds, 100, nameof(ReconnectIntervalMilliseconds));
        AtLeast(JoinRetryMilliseconds, 10, nameof(JoinRetryMilliseconds));
        AtLeast(ForgetMilliseconds, 1_000, nameof(ForgetMilliseconds));
        if (IndirectProbes > 16)
        {
            throw new ArgumentOutOfRangeException(
                nameof(IndirectProbes), $"IndirectProbes must be at most 16. It is {IndirectProbes}.");
        }

        if (AckTimeoutMilliseconds >= ProbeIntervalMilliseconds)
        {
            throw new ArgumentOutOfRangeException(
                nameof(AckTimeoutMilliseconds),
                "AckTimeoutMilliseconds must be below ProbeIntervalMilliseconds. They are "
                + $"{AckTimeoutMilliseconds} and {ProbeIntervalMilliseconds}.");
        }
    }

    private static void AtLeast(long value, long least, string name)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, $"{name} must be at least {least}. It is {value}.");
        }
    }
}
