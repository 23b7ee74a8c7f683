namespace Paxos.Protocol.Gossip;

/// <summary>Puts rumours on messages and keeps the messages until they are taken.</summary>
/// <param name="table">What is believed.</param>
/// <param name="rumours">What there is news of.</param>
/// <param name="options">The retransmit multiplier.</param>
internal sealed class Outbox(MemberTable table, Rumours rumours, GossipOptions options)
{
    private List<AddressedGossip> messages = [];
    private Instant now;

    /// <summary>The moment that messages made from here on speak of.</summary>
    public void SetNow(Instant instant) => now = instant;

    /// <summary>Asks whether <paramref name="to"/> is there.</summary>
    public void Ping(string to, ulong sequence) => Add(to, new Ping(sequence, Self(), RumoursFor(to)));

    /// <summary>Asks <paramref name="helper"/> to ping <paramref name="target"/>.</summary>
    public void PingRequest(string helper, ulong sequence, string target) =>
        Add(helper, new PingRequest(sequence, target, Self(), RumoursFor(helper)));

    /// <summary>Acknowledges.</summary>
    public void Ack(string to, ulong sequence) => Add(to, new Ack(sequence, Self(), RumoursFor(to)));

    /// <summary>Tells that the target has not answered so far.</summary>
    public void ProbeNack(string to, ulong sequence) => Add(to, new ProbeNack(sequence, Self(), RumoursFor(to)));

    /// <summary>Tells everything and asks for the same.</summary>
    public void Exchange(string to) => Add(to, new Exchange(Self(), Others()));

    /// <summary>Tells everything.</summary>
    public void ExchangeReply(string to) => Add(to, new ExchangeReply(Self(), Others()));

    /// <summary>The messages since the last call, in order.</summary>
    public IReadOnlyList<AddressedGossip> Take()
    {
        var taken = messages;
        messages = [];
        return taken;
    }

    private void Add(string to, GossipMessage message) => messages.Add(new AddressedGossip(to, message));

    private Member Self() => table.Self.ToMember(now);

    private Rumour RumourOf(Peer peer) => new(peer.ToMember(now), peer.Accuser);

    private List<Rumour> Others() => table.Others.Select(RumourOf).ToList();

    private List<Rumour> RumoursFor(string to)
    {
        var list = new List<Rumour>();

        // The receiver hears first what is believed of itself, as often as it takes: it alone can refute (Lifeguard's
        // buddy system).
        if (table.Find(to) is { NeedsCorrection: true } receiver)
        {
            list.Add(RumourOf(receiver));
        }

        var transmitsMax = Rumours.TransmitsMax(options.RetransmitMultiplier, table.LivingCount);
        foreach (var name in rumours.Take(GossipLimits.RumoursMax - list.Count, to, transmitsMax))
        {
            if (table.Find(name) is { } peer)
            {
                list.Add(RumourOf(peer));
            }
        }

        return list;
    }
}
