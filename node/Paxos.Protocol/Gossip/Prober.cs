namespace Paxos.Protocol.Gossip;

/// <summary>
/// Probes one member each period, in the order of a random permutation, so that every member is probed within 2n−1
/// periods (SWIM, section 4.3), first directly and then through helpers (section 3.1); and is a helper to others.
/// </summary>
internal sealed class Prober(MemberTable table, Outbox outbox, LocalHealth health, GossipOptions options, Prng prng)
{
    private readonly List<string> order = [];
    private readonly SortedDictionary<ulong, Relay> relays = [];
    private int next;
    private Probe? current;
    private Instant nextProbeAt;

    // A random start, so that an answer to an earlier life of this process matches no probe of this one.
    private ulong sequence = prng.NextBits();

    /// <summary>
    /// Sets the first probe's time, at random within one period, so that members started together do not probe
    /// together.
    /// </summary>
    public void Start(Instant now) => nextProbeAt = now.Plus(prng.Next(0, options.ProbeIntervalMilliseconds));

    /// <summary>A sequence number used for nothing else.</summary>
    public ulong NextSequence() => ++sequence;

    /// <summary>
    /// A living member to probe from now on; it takes a random place among those still to come in this round.
    /// </summary>
    public void Insert(string name)
    {
        if (order.IndexOf(name, next) < 0)
        {
            order.Insert((int)prng.Next(next, order.Count), name);
        }
    }

    /// <summary>Lets time pass.</summary>
    /// <returns>The member whose probe failed just now; null when none did.</returns>
    public string? Tick(Instant now)
    {
        TickRelays(now);
        var failed = current is null ? null : TickProbe(current, now);
        if (current is null && now.HasReached(nextProbeAt))
        {
            StartProbe(now);
        }

        return failed;
    }

    /// <summary>An acknowledgement: of this process's own probe, or of a ping sent for another.</summary>
    public void OnAck(ulong acknowledged)
    {
        if (current is not null && current.Sequence == acknowledged)
        {
            current = null;
            health.Improve();
        }
        else if (relays.Remove(acknowledged, out var relay))
        {
            outbox.Ack(relay.Asker, relay.AskerSequence);
        }
    }

    /// <summary>A helper has no answer from the target so far.</summary>
    public void OnProbeNack(string helper, ulong refused)
    {
        if (current is not null && current.Sequence == refused)
        {
            current.Nacks.Add(helper);
        }
    }

    /// <summary>Another member asks for a ping.</summary>
    public void OnPingRequest(string asker, ulong askerSequence, string target, Instant now)
    {
        if (relays.Count >= GossipLimits.RelaysMax)
        {
            return;
        }

        var relayed = NextSequence();

        // At four fifths of the timeout the nack still reaches the asker before its own patience ends (Lifeguard,
        // LHA-Probe).
        var nackAt = now.Plus(options.AckTimeoutMilliseconds * 4 / 5);
        relays.Add(relayed, new Relay(asker, askerSequence, nackAt, now.Plus(options.ProbeIntervalMilliseconds)));
        outbox.Ping(target, relayed);
    }

    private void StartProbe(Instant now)
    {
        nextProbeAt = now.Plus(options.ProbeIntervalMilliseconds);
        if (NextTarget() is not { } target)
        {
            return;
        }

        var helpersAt = now.Plus(health.Scale(options.AckTimeoutMilliseconds));
        var endsAt = now.Plus(health.Scale(options.ProbeIntervalMilliseconds));
        current = new Probe(target, NextSequence(), helpersAt, endsAt);
        outbox.Ping(target, current.Sequence);
    }

    private string? TickProbe(Probe probe, Instant now)
    {
        if (!probe.HelpersAsked && now.HasReached(probe.HelpersAt))
        {
            AskHelpers(probe);
        }

        if (!now.HasReached(probe.EndsAt))
        {
            return null;
        }

        // Helpers that all say "nor do I hear it" put the blame on the target. A silent helper puts it on this process.
        health.Worsen(probe.Helpers == 0 ? 1 : Math.Max(0, probe.Helpers - probe.Nacks.Count));
        current = null;
        return probe.Target;
    }

    private void AskHelpers(Probe probe)
    {
        probe.HelpersAsked = true;
        var helpers = table.Others
            .Where(peer => peer.State == MemberState.Alive && peer.Name != probe.Target)
            .Select(peer => peer.Name)
            .ToList();
        probe.Helpers = Math.Min(options.IndirectProbes, helpers.Count);
        for (var chosen = 0; chosen < probe.Helpers; chosen++)
        {
            var pick = (int)prng.Next(chosen, helpers.Count - 1);
            (helpers[chosen], helpers[pick]) = (helpers[pick], helpers[chosen]);
            outbox.PingRequest(helpers[chosen], probe.Sequence, probe.Target);
        }

        // One lost message must not be enough when helpers are few or lose messages themselves.
        outbox.Ping(probe.Target, probe.Sequence);
    }

    private string? NextTarget()
    {
        // A second pass reaches the end of a fresh permutation only when nobody is left to probe.
        for (var pass = 0; pass < 2; pass++)
        {
            while (next < order.Count)
            {
                var name = order[next++];
                if (table.Find(name) is { IsLiving: true })
                {
                    return name;
                }
            }

            Shuffle();
        }

        return null;
    }

    private void Shuffle()
    {
        order.Clear();
        order.AddRange(table.Others.Where(peer => peer.IsLiving).Select(peer => peer.Name));
        for (var last = order.Count - 1; last > 0; last--)
        {
            var pick = (int)prng.Next(0, last);
            (order[last], order[pick]) = (order[pick], order[last]);
        }

        next = 0;
    }

    private void TickRelays(Instant now)
    {
        foreach (var (relayed, relay) in relays.ToList())
        {
            if (!relay.Nacked && now.HasReached(relay.NackAt))
            {
                relays[relayed] = relay with { Nacked = true };
                outbox.ProbeNack(relay.Asker, relay.AskerSequence);
            }

            if (now.HasReached(relay.EndsAt))
            {
                relays.Remove(relayed);
            }
        }
    }

    private sealed class Probe(string target, ulong sequence, Instant helpersAt, Instant endsAt)
    {
        public string Target { get; } = target;

        public ulong Sequence { get; } = sequence;

        public Instant HelpersAt { get; } = helpersAt;

        public Instant EndsAt { get; } = endsAt;

        public bool HelpersAsked { get; set; }

        public int Helpers { get; set; }

        public SortedSet<string> Nacks { get; } = new(StringComparer.Ordinal);
    }

    private sealed record Relay(string Asker, ulong AskerSequence, Instant NackAt, Instant EndsAt, bool Nacked = false);
}
