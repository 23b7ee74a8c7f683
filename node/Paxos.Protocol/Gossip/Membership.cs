namespace Paxos.Protocol.Gossip;

/// <summary>
/// One process's opinion of who is there: SWIM (Das, Gupta, Motivala, "SWIM: Scalable Weakly-consistent
/// Infection-style Process Group Membership Protocol", DSN 2002) with Lifeguard's local health (Dadgar, Phillips,
/// Currey, 2018). Inputs are messages and <see cref="Tick"/>, outputs are messages and events; same inputs and seed,
/// same outputs.
/// </summary>
/// <remarks>
/// <para>
/// Rule G1: no quorum is ever computed from it. It says whom to ask first, who should campaign first, and what to
/// show a person. Any of it may be wrong or old at any moment, and no safety may rest on it.
/// </para>
/// <para>
/// A member declared dead that answers again is alive everywhere without a restart of anything: somebody tries a
/// random missing member every reconnect interval, every message to a member that is not believed alive tells it so,
/// and it refutes by raising its incarnation. Each of the two halves of a healed partition finds the other in this
/// way.
/// </para>
/// <para>
/// A process that is started again begins at incarnation 1 with a new boot nonce. Whoever knows the earlier life says
/// so in its first answer, and the new process goes above the old incarnation. Two processes of one name do this to
/// each other for ever, which is noticed and reported as <see cref="NameConflict"/>.
/// </para>
/// </remarks>
public sealed class Membership
{
    private readonly GossipOptions options;
    private readonly Prng prng;
    private readonly MemberTable table;
    private readonly LocalHealth health;
    private readonly Outbox outbox;
    private readonly Prober prober;
    private readonly Contacts contacts;
    private readonly Beliefs beliefs;
    private Instant? lastTick;

    // A clock that stands still while this process does: see Tick. It starts at zero, so that messages before the
    // first tick count.
    private Instant now;

    /// <summary>A process that knows nobody yet.</summary>
    /// <param name="name">Its name, from 1 to 63 characters, unique in the cluster.</param>
    /// <param name="self">What it says of itself.</param>
    /// <param name="seeds">
    /// Names to join through, which the shell can resolve. Its own name among them is ignored.
    /// </param>
    /// <param name="options">The settings.</param>
    /// <param name="prng">Its source of randomness, used by nobody else.</param>
    /// <exception cref="ArgumentException">A name, a text or a setting is outside its range.</exception>
    public Membership(string name, MemberDetails self, IReadOnlyList<string> seeds, GossipOptions options, Prng prng)
    {
        options.Check();
        self.Check();
        ArgumentException.ThrowIfNullOrEmpty(name);
        TextLimit.Check(name, GossipLimits.NameMax, nameof(name));
        this.options = options;
        this.prng = prng;
        var others = new SortedSet<string>(seeds, StringComparer.Ordinal);
        others.Remove(name);
        var first = new Member(name, self, 1, MemberState.Alive, 0, 0, 0, MemberFacts.None);
        table = new MemberTable(new Peer(first, "", now), others);
        health = new LocalHealth(options.HealthMultiplierMax);
        var rumours = new Rumours();
        outbox = new Outbox(table, rumours, options);
        prober = new Prober(table, outbox, health, options, prng);
        contacts = new Contacts(table, others, options, prng);
        beliefs = new Beliefs(table, rumours, prober, health, options);
    }

    /// <summary>Everybody known, this process included, ordered by name (ordinal).</summary>
    public IReadOnlyList<Member> Members => table.All.Select(peer => peer.ToMember(now)).ToList();

    /// <summary>This process, as others should see it.</summary>
    public Member Self => table.Self.ToMember(now);

    /// <summary>How much this process doubts its own health: from 1, healthy, to the maximum in the settings.</summary>
    public int HealthMultiplier => health.Multiplier;

    private bool HasLeft => table.Self.State == MemberState.Left;

    /// <summary>One member by name; null when it is unknown.</summary>
    public Member? Find(string name) => table.Find(name)?.ToMember(now);

    /// <summary>
    /// Where frames to this name go: what the member said last, even if an older life of it is still believed in, for
    /// that life may have had another address. Null when it is unknown, and empty when it told none: the settings may
    /// know.
    /// </summary>
    public string? AddressOf(string name) => table.Find(name)?.Address;

    /// <summary>
    /// The names of the living and unsuspected members that hold <paramref name="role"/>, this process included,
    /// ordered by name (ordinal). A candidate's rank is its position in this list.
    /// </summary>
    public IReadOnlyList<string> AliveWith(Role role) => table.All
        .Where(peer => peer.State == MemberState.Alive && peer.Details.Roles.Has(role))
        .Select(peer => peer.Name)
        .ToList();

    /// <summary>
    /// Sets this process's hints, to be spread when they differ from the last ones. Each change costs a rumour to
    /// everybody: call it about once a second.
    /// </summary>
    /// <exception cref="ArgumentException">A text in it is too long.</exception>
    public void Describe(MemberFacts facts)
    {
        facts.Check();
        if (facts != table.Self.Facts)
        {
            table.Self.AdoptFacts(Self with { FactsVersion = table.Self.FactsVersion + 1, Facts = facts });
        }
    }

    /// <summary>
    /// A message arrived from the process <paramref name="from"/>. Any message may be late, repeated, or a
    /// stranger's.
    /// </summary>
    public void Receive(string from, GossipMessage message)
    {
        // One that has left must not speak again, or it would seem to return. A sender that names another as itself
        // is garbage.
        if (HasLeft || !string.Equals(from, message.Sender.Name, StringComparison.Ordinal))
        {
            return;
        }

        if (string.Equals(from, table.Self.Name, StringComparison.Ordinal))
        {
            beliefs.HearNamesake(message.Sender);
            return;
        }

        var incarnation = table.Self.Incarnation;
        var isNews = beliefs.Hear(message.Sender);
        if (isNews && message is not (Exchange or ExchangeReply) && contacts.MayGreet(now))
        {
            outbox.Exchange(from);
        }

        var isAnswered = Handle(from, message);

        // Whoever believed this process dead, or an earlier life, should not wait for the next probe to hear the
        // objection.
        if (table.Self.Incarnation != incarnation && !isAnswered)
        {
            outbox.Ping(from, prober.NextSequence());
        }
    }

    /// <summary>
    /// Lets time pass; to be called at least every 100 ms, after what has arrived was received. A gap longer than a
    /// probe interval counts as one interval only: the process itself was stopped, and nobody else's silence in that
    /// time means anything.
    /// </summary>
    public void Tick(Instant instant)
    {
        if (lastTick is null)
        {
            prober.Start(now);
            contacts.Start(now);
        }

        var elapsed = lastTick is { } last ? instant.Since(last) : 0;
        now = now.Plus(Math.Clamp(elapsed, 0, options.ProbeIntervalMilliseconds));
        lastTick = instant;
        if (HasLeft)
        {
            return;
        }

        outbox.SetNow(now);
        beliefs.SetNow(now);
        if (prober.Tick(now) is { } failed)
        {
            beliefs.Accuse(failed);
        }

        beliefs.EndSuspicions();
        TickContacts();
    }

    /// <summary>
    /// Says goodbye to up to 32 living members, who tell the rest. After it this process neither speaks nor listens.
    /// </summary>
    public void Leave()
    {
        if (HasLeft)
        {
            return;
        }

        table.Self.Adopt(Self with { State = MemberState.Left, StateMilliseconds = 0 }, "", now);
        var living = table.Others.Where(peer => peer.IsLiving).Select(peer => peer.Name).ToList();
        for (var told = 0; told < GossipLimits.FarewellsMax && living.Count > 0; told++)
        {
            var pick = (int)prng.Next(0, living.Count - 1);
            outbox.Ping(living[pick], prober.NextSequence());
            living.RemoveAt(pick);
        }
    }

    /// <summary>The messages since the last call, in order.</summary>
    public IReadOnlyList<AddressedGossip> TakeMessages() => outbox.Take();

    /// <summary>The events since the last call, in order.</summary>
    public IReadOnlyList<Event> TakeEvents() => beliefs.TakeEvents();

    /// <returns>Whether the sender was answered, and so told this process's incarnation.</returns>
    private bool Handle(string from, GossipMessage message)
    {
        switch (message)
        {
            case Ping ping:
                beliefs.Believe(ping.Rumours);
                return OnPing(from, ping);
            case PingRequest request:
                beliefs.Believe(request.Rumours);
                prober.OnPingRequest(from, request.Sequence, request.Target, now);
                return false;
            case Ack ack:
                beliefs.Believe(ack.Rumours);
                prober.OnAck(ack.Sequence);
                return false;
            case ProbeNack nack:
                beliefs.Believe(nack.Rumours);
                prober.OnProbeNack(from, nack.Sequence);
                return false;
            case Exchange exchange:
                contacts.OnExchanged();
                beliefs.Merge(exchange.Rumours);
                outbox.ExchangeReply(from);
                return true;
            case ExchangeReply reply:
                contacts.OnExchanged();
                beliefs.Merge(reply.Rumours);
                return false;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private bool OnPing(string from, Ping ping)
    {
        // A goodbye needs no answer.
        if (ping.Sender.State != MemberState.Left)
        {
            outbox.Ack(from, ping.Sequence);
        }

        return true;
    }

    private void TickContacts()
    {
        if (contacts.Join(now) is { } seed)
        {
            outbox.Exchange(seed);
        }

        if (contacts.ExchangePartner(now) is { } partner)
        {
            outbox.Exchange(partner);
        }

        if (!contacts.IsReconnectTime(now))
        {
            return;
        }

        beliefs.Forget();
        if (contacts.Missing() is { } missing)
        {
            outbox.Ping(missing, prober.NextSequence());
        }
    }
}
