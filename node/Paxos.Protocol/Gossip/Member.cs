namespace Paxos.Protocol.Gossip;

/// <summary>
/// One member as somebody sees it at one moment: what messages carry and what <see cref="Membership"/> shows.
/// </summary>
/// <param name="Name">The process's name, from 1 to 63 characters.</param>
/// <param name="Details">What it said of itself when it started.</param>
/// <param name="Incarnation">
/// Raised by the member alone, to refute (SWIM, section 4.2) or to take over from an earlier life; from 1.
/// </param>
/// <param name="State">What the teller believes.</param>
/// <param name="AgeMilliseconds">Milliseconds that the process has been running, by its own word.</param>
/// <param name="StateMilliseconds">Milliseconds since the state became what it is, by the teller's word.</param>
/// <param name="FactsVersion">Counts the changes of <paramref name="Facts"/> in this boot nonce's life.</param>
/// <param name="Facts">Its changing hints.</param>
public sealed record Member(
    string Name,
    MemberDetails Details,
    ulong Incarnation,
    MemberState State,
    long AgeMilliseconds,
    long StateMilliseconds,
    ulong FactsVersion,
    MemberFacts Facts)
{
    /// <summary>The roles that it holds.</summary>
    public RoleSet Roles => Details.Roles;

    /// <summary>host:port of its peer port; may be empty.</summary>
    public string PeerAddress => Details.PeerAddress;

    /// <summary>host:port of its web page; may be empty.</summary>
    public string WebAddress => Details.WebAddress;

    /// <summary>host:port where it takes clients; may be empty.</summary>
    public string ClientAddress => Details.ClientAddress;

    /// <summary>The program's version.</summary>
    public string Version => Details.Version;

    /// <summary>Random bits of this process's start.</summary>
    public ulong BootNonce => Details.BootNonce;
}
