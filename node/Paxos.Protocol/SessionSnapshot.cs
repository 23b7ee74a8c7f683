namespace Paxos.Protocol;

/// <summary>Everything that is replicated of one session.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Nonce">What the client node that opened it put into the opening command.</param>
/// <param name="LastActive">The cluster time of its last sign of life, in milliseconds.</param>
/// <param name="AckedBelow">The client has the responses of all sequences below this.</param>
/// <param name="Responses">The responses still kept, by sequence.</param>
public sealed record SessionSnapshot(
    SessionId Id,
    ulong Nonce,
    long LastActive,
    ulong AckedBelow,
    IReadOnlyList<CachedResponse> Responses);
