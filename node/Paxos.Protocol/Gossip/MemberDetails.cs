namespace Paxos.Protocol.Gossip;

/// <summary>What a process says of itself once, when it starts. Fixed for one boot nonce.</summary>
/// <param name="Roles">The roles that it holds.</param>
/// <param name="PeerAddress">
/// host:port of its peer port, at most 260 characters; empty when it has none to tell.
/// </param>
/// <param name="WebAddress">host:port of its web page; may be empty.</param>
/// <param name="ClientAddress">host:port where it takes clients; empty unless it has the client role.</param>
/// <param name="Version">The program's version, at most 64 characters.</param>
/// <param name="BootNonce">
/// Random bits of this process's start: another number is another process, or another life.
/// </param>
public sealed record MemberDetails(
    RoleSet Roles,
    string PeerAddress,
    string WebAddress,
    string ClientAddress,
    string Version,
    ulong BootNonce)
{
    /// <summary>Checks that everything fits into a message.</summary>
    /// <exception cref="ArgumentException">
    /// A text is too long; the message names it, the rule and the length.
    /// </exception>
    public void Check()
    {
        TextLimit.Check(PeerAddress, GossipLimits.AddressMax, nameof(PeerAddress));
        TextLimit.Check(WebAddress, GossipLimits.AddressMax, nameof(WebAddress));
        TextLimit.Check(ClientAddress, GossipLimits.AddressMax, nameof(ClientAddress));
        TextLimit.Check(Version, GossipLimits.VersionMax, nameof(Version));
    }
}
