namespace Paxos.Protocol.Gossip;

/// <summary>
/// Weighs what is heard: turns claims into views, views into rumours and events, and objects to claims about this
/// process itself.
/// </summary>
internal sealed class Beliefs
{
    private readonly MemberTable table;
    private readonly Rumours rumours;
    private readonly Prober prober;
    private readonly LocalHealth health;
    private readonly GossipOptions options;
    private List<Event> events = [];
    private Instant now;

    /// <summary>What is believed at the start: this process itself.</summary>
    public Beliefs(MemberTable table, Rumours rumours, Prober prober, LocalHealth health, GossipOptions options)
    {
        this.table = table;
        this.rumours = rumours;
        this.prober = prober;
        this.health = health;
        this.options = options;
        HearClaimant(table.Self, table.Self.ToMember(now));
    }

    /// <summary>The moment that what follows is heard at.</summary>
    public void SetNow(Instant instant) => now = instant;

    /// <summary>The events since the last call, in order.</summary>
    public IReadOnlyList<Event> TakeEvents()
    {
        var taken = events;
        events = [];
        return taken;
    }

    /// <summary>A member spoke for itself.</summary>
    /// <returns>Whether it has just joined or returned by this.</returns>
    public bool Hear(Member sender)
    {
        var wasLiving = table.Find(sender.Name) is { IsLiving: true };
        Claim(sender, "");
        if (table.Find(sender.Name) is not { } peer)
        {
            return false;
        }

        peer.Heard(sender.Details);
        HearClaimant(peer, sender);
        return !wasLiving && peer.IsLiving;
    }

    /// <summary>This process's own probe of a member failed.</summary>
    public void Accuse(string name)
    {
        if (table.Find(name) is { } accused)
        {
            var claim = accused.ToMember(now) with { State = MemberState.Suspect, StateMilliseconds = 0 };
            Claim(claim, table.Self.Name);
        }
    }

    /// <summary>Declares those dead that did not refute in time.</summary>
    public void EndSuspicions()
    {
        var ended = table.Others
            .Where(peer => peer.Suspicion is { } suspicion && now.HasReached(suspicion.Deadline))
            .ToList();
        foreach (var peer in ended)
        {
            Claim(peer.ToMember(now) with { State = MemberState.Dead, StateMilliseconds = 0 }, table.Self.Name);
        }
    }

    /// <summary>Drops those that have been dead or gone for long.</summary>
    public void Forget()
    {
        foreach (var name in table.Forget(now, options.ForgetMilliseconds))
        {
            rumours.Remove(name);
            events.Add(new MemberForgotten(name));
        }
    }

    /// <summary>Rumours arrived with a message.</summary>
    public void Believe(IReadOnlyList<Rumour> told)
    {
        foreach (var rumour in told)
        {
            Claim(rumour.Member, rumour.Accuser);
        }
    }

    /// <summary>A full exchange arrived.</summary>
    public void Merge(IReadOnlyList<Rumour> told)
    {
        foreach (var (member, accuser) in told)
        {
            // After a partition heals, each half's list says that the other half is dead. A living member gets its
            // chance to refute instead of dying once more by hearsay.
            var isLiving = table.Find(member.Name) is { IsLiving: true };
            var claim = isLiving && member.State == MemberState.Dead
                ? member with { State = MemberState.Suspect, StateMilliseconds = 0 }
                : member;
            Claim(claim, accuser);
        }
    }

    /// <summary>
    /// An earlier life of this process, or another process of its name: the claims tell which, for only the dead stop
    /// talking.
    /// </summary>
    public void HearNamesake(Member claim)
    {
        if (claim.BootNonce != table.Self.Details.BootNonce)
        {
            HearClaimant(table.Self, claim);
            HearClaimant(table.Self, table.Self.ToMember(now));
        }
    }

    private void Claim(Member claim, string accuser)
    {
        if (string.Equals(claim.Name, table.Self.Name, StringComparison.Ordinal))
        {
            HearAboutSelf(claim, accuser);
        }
        else if (table.Find(claim.Name) is { } peer)
        {
            Update(peer, claim, accuser);
        }
        else
        {
            Meet(claim, accuser);
        }
    }

    private void Meet(Member claim, string accuser)
    {
        // What everybody is about to forget must not be learned anew, or it would circulate for ever.
        var isGone = claim.State is MemberState.Dead or MemberState.Left;
        var stranger = new Peer(claim, accuser, now);
        if ((isGone && claim.StateMilliseconds >= options.ForgetMilliseconds) || !table.TryAdd(stranger))
        {
            return;
        }

        HearClaimant(stranger, claim);
        rumours.Add(claim.Name);
        if (isGone)
        {
            return;
        }

        events.Add(new MemberJoined(claim.Name, claim.Roles, claim.PeerAddress));
        prober.Insert(claim.Name);
        Suspect(stranger, accuser);
    }

    private void Update(Peer peer, Member claim, string accuser)
    {
        if (Precedence.Overrides(claim.Incarnation, claim.State, peer.Incarnation, peer.State))
        {
            Override(peer, claim, accuser);
        }
        else if (claim.State == MemberState.Suspect
            && claim.Incarnation == peer.Incarnation
            && peer.Suspicion is { } suspicion
            && suspicion.Confirm(accuser))
        {
            peer.Accuser = accuser;
            rumours.Add(peer.Name);
        }

        if (peer.AdoptFacts(claim))
        {
            rumours.Add(peer.Name);
        }
    }

    private void Override(Peer peer, Member claim, string accuser)
    {
        var before = peer.State;
        var wasLiving = peer.IsLiving;
        var isOtherLife = claim.BootNonce != peer.Details.BootNonce;
        peer.Adopt(claim, accuser, now);
        peer.Suspicion = null;
        table.Recount();
        rumours.Add(peer.Name);
        HearClaimant(peer, claim);
        if (peer.IsLiving && !wasLiving)
        {
            prober.Insert(peer.Name);
        }

        switch (peer.State)
        {
            case MemberState.Suspect:
                Suspect(peer, accuser);
                break;
            case MemberState.Dead when wasLiving:
                events.Add(new MemberDied(peer.Name, accuser));
                break;
            case MemberState.Left when before != MemberState.Left:
                events.Add(new MemberLeft(peer.Name));
                break;
            case MemberState.Alive when !wasLiving:
                events.Add(new MemberReturned(peer.Name, peer.Incarnation));
                break;
            case MemberState.Alive when isOtherLife:
                events.Add(new MemberRestarted(peer.Name, peer.Details.BootNonce));
                break;
            case MemberState.Alive when before == MemberState.Suspect:
                events.Add(new MemberCleared(peer.Name, peer.Incarnation));
                break;
            default:
                break;
        }
    }

    private void Suspect(Peer peer, string accuser)
    {
        if (peer.State == MemberState.Suspect)
        {
            peer.Suspicion = new Suspicion(accuser, now, table.LivingCount, options);
            events.Add(new MemberSuspected(peer.Name, accuser));
        }
    }

    private void HearAboutSelf(Member claim, string accuser)
    {
        var self = table.Self;
        var isMine = claim.BootNonce == self.Details.BootNonce;
        var isKnown = isMine && claim.State == MemberState.Alive && claim.Incarnation == self.Incarnation;
        if (claim.Incarnation < self.Incarnation || isKnown)
        {
            return;
        }

        self.Adopt(self.ToMember(now) with { Incarnation = claim.Incarnation + 1, StateMilliseconds = 0 }, "", now);
        if (!isMine)
        {
            HearNamesake(claim);
        }
        else if (claim.State != MemberState.Alive)
        {
            health.Worsen(1);
            events.Add(new SelfRefuted(accuser, claim.State, self.Incarnation));
        }
    }

    private void HearClaimant(Peer peer, Member claim)
    {
        var claimant = new Claimant(claim.BootNonce, claim.PeerAddress, claim.AgeMilliseconds);
        if (peer.Claims.Hear(peer.Name, claimant, now) is { } conflict)
        {
            events.Add(conflict);
        }
    }
}
