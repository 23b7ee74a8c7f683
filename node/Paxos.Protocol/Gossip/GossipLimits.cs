namespace Paxos.Protocol.Gossip;

/// <summary>
/// The bounds of gossip's messages and memory. They are part of the wire format: no setting changes them.
/// </summary>
public static class GossipLimits
{
    /// <summary>Rumours in one message: about 10 KiB, so that a probe is never delayed by its own cargo.</summary>
    public const int RumoursMax = 32;

    /// <summary>
    /// Members known at once: a full exchange of them takes about 250 KiB, and 1.2 MiB when every text is as long as
    /// it may be.
    /// </summary>
    public const int MembersMax = 1_024;

    /// <summary>
    /// Pings under way on behalf of others. More requests are ignored, and look to the asker like lost messages.
    /// </summary>
    public const int RelaysMax = 64;

    /// <summary>Members told in person by one that leaves; they tell the others.</summary>
    public const int FarewellsMax = 32;

    /// <summary>Characters of a process name: a DNS label, which it is in a container.</summary>
    public const int NameMax = 63;

    /// <summary>Characters of an address: a DNS name of 253 and a port.</summary>
    public const int AddressMax = 260;

    /// <summary>Characters of a program version.</summary>
    public const int VersionMax = 64;

    /// <summary>Characters of a condition: a few words for a table's column.</summary>
    public const int ConditionMax = 128;

    /// <summary>
    /// No honest member gets near it; above it a number is garbage, and the next one must not overflow.
    /// </summary>
    public const ulong IncarnationMax = 1UL << 62;

    /// <summary>Above it an age is garbage: 140,000 years.</summary>
    public const long MillisecondsMax = 1L << 52;
}
