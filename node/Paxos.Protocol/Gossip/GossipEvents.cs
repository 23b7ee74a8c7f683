namespace Paxos.Protocol.Gossip;

/// <summary>A member was heard of for the first time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">Its roles.</param>
/// <param name="PeerAddress">Its peer address.</param>
public sealed record MemberJoined(string Name, RoleSet Roles, string PeerAddress) : Event;

/// <summary>A member did not answer somebody's probe.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accuser">Whose probe failed.</param>
public sealed record MemberSuspected(string Name, string Accuser) : Event;

/// <summary>A suspect refuted.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Incarnation">The incarnation that it refuted with.</param>
public sealed record MemberCleared(string Name, ulong Incarnation) : Event;

/// <summary>A suspect did not refute in time.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Accuser">Who declared it dead.</param>
public sealed record MemberDied(string Name, string Accuser) : Event;

/// <summary>A member that was dead or had left is alive.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Incarnation">The incarnation that it returned with.</param>
public sealed record MemberReturned(string Name, ulong Incarnation) : Event;

/// <summary>A living member is another process than before: it was started again between two probes.</summary>
/// <param name="Name">Its name.</param>
/// <param name="BootNonce">The new process's boot nonce.</param>
public sealed record MemberRestarted(string Name, ulong BootNonce) : Event;

/// <summary>A member said goodbye.</summary>
/// <param name="Name">Its name.</param>
public sealed record MemberLeft(string Name) : Event;

/// <summary>A member that was dead or gone for long was dropped from the list.</summary>
/// <param name="Name">Its name.</param>
public sealed record MemberForgotten(string Name) : Event;

/// <summary>Somebody believed this process suspect, dead or gone, and it objected.</summary>
/// <param name="Accuser">Who accused it; may be empty.</param>
/// <param name="Claimed">What it was believed to be.</param>
/// <param name="Incarnation">The incarnation that it objects with.</param>
public sealed record SelfRefuted(string Accuser, MemberState Claimed, ulong Incarnation) : Event;

/// <summary>
/// Two processes that both run use one name. Each of the two reports it, and so does whoever hears both. A person must
/// rename one; the shell of the younger one may end its process.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Elder">The one that has been running longer.</param>
/// <param name="Younger">The other one.</param>
public sealed record NameConflict(string Name, Claimant Elder, Claimant Younger) : Event;

/// <summary>A process that uses a name.</summary>
/// <param name="BootNonce">Which process.</param>
/// <param name="PeerAddress">Where it takes frames.</param>
/// <param name="AgeMilliseconds">How long it had been running when it was heard last.</param>
public sealed record Claimant(ulong BootNonce, string PeerAddress, long AgeMilliseconds);
