namespace Paxos.Protocol.Gossip;

/// <summary>
/// This process's view of one member, itself included. Only <see cref="MemberTable"/> and its users change it.
/// </summary>
internal sealed class Peer
{
    private Instant startedAt;
    private ulong heardNonce;

    /// <summary>A first view, from somebody's claim.</summary>
    public Peer(Member claim, string accuser, Instant now)
    {
        Name = claim.Name;
        Details = claim.Details;
        Facts = claim.Facts;
        FactsVersion = claim.FactsVersion;
        Address = claim.PeerAddress;
        Accuser = accuser;
        Take(claim, now);
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>What it said of itself when it started.</summary>
    public MemberDetails Details { get; private set; }

    /// <summary>Its incarnation.</summary>
    public ulong Incarnation { get; private set; }

    /// <summary>What is believed of it.</summary>
    public MemberState State { get; private set; }

    /// <summary>When the state became what it is.</summary>
    public Instant ChangedAt { get; private set; }

    /// <summary>Who suspects it or declared it dead; empty otherwise.</summary>
    public string Accuser { get; set; }

    /// <summary>The version of its hints.</summary>
    public ulong FactsVersion { get; private set; }

    /// <summary>Its hints.</summary>
    public MemberFacts Facts { get; private set; }

    /// <summary>Where it takes frames: the latest word, be it its own or a rumour of a new life.</summary>
    public string Address { get; private set; }

    /// <summary>Its time to refute; null unless it is suspect.</summary>
    public Suspicion? Suspicion { get; set; }

    /// <summary>The processes heard under its name.</summary>
    public NameClaims Claims { get; } = new();

    /// <summary>Whether it counts as a living member: alive, or suspect and not yet dead.</summary>
    public bool IsLiving => State is MemberState.Alive or MemberState.Suspect;

    /// <summary>
    /// Whether it must be told what is believed of it, because it would object, or is a later life than the believed
    /// one.
    /// </summary>
    public bool NeedsCorrection =>
        State != MemberState.Alive || (heardNonce != 0 && heardNonce != Details.BootNonce);

    /// <summary>Takes over a claim that overrides the view.</summary>
    public void Adopt(Member claim, string accuser, Instant now)
    {
        if (claim.BootNonce != Details.BootNonce)
        {
            Details = claim.Details;
            Facts = claim.Facts;
            FactsVersion = claim.FactsVersion;
            Address = claim.PeerAddress;
        }

        Accuser = accuser;
        Take(claim, now);
    }

    /// <summary>Takes over newer hints of the same life; they change often, so they need no new incarnation.</summary>
    /// <returns>Whether they were newer.</returns>
    public bool AdoptFacts(Member claim)
    {
        if (claim.BootNonce != Details.BootNonce || claim.FactsVersion <= FactsVersion)
        {
            return false;
        }

        Facts = claim.Facts;
        FactsVersion = claim.FactsVersion;
        return true;
    }

    /// <summary>
    /// It spoke for itself: frames to it go where that process says, even if an older life is still believed in.
    /// </summary>
    public void Heard(MemberDetails details)
    {
        heardNonce = details.BootNonce;
        Address = details.PeerAddress;
    }

    /// <summary>The view as a message carries it.</summary>
    public Member ToMember(Instant now) => new(
        Name,
        Details,
        Incarnation,
        State,
        Math.Clamp(now.Since(startedAt), 0, GossipLimits.MillisecondsMax),
        Math.Clamp(now.Since(ChangedAt), 0, GossipLimits.MillisecondsMax),
        FactsVersion,
        Facts);

    private void Take(Member claim, Instant now)
    {
        Incarnation = claim.Incarnation;
        State = claim.State;
        startedAt = now.Plus(-claim.AgeMilliseconds);
        ChangedAt = now.Plus(-claim.StateMilliseconds);
    }
}
