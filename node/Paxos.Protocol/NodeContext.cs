using Paxos.Protocol.Gossip;

namespace Paxos.Protocol;

/// <summary>What a role is given at birth; shared by the roles of one process.</summary>
/// <param name="Name">The process's name.</param>
/// <param name="BootNonce">48 random bits of this process's start.</param>
/// <param name="FreshDisk">128 random bits of this start: the identity of a disk that has none yet.</param>
/// <param name="InitialAcceptors">The names the cluster is formed with; after that, addresses to ask.</param>
/// <param name="PinnedClusterId">The only cluster to belong to, or 0 for whichever these acceptors form.</param>
/// <param name="Membership">The process's gossip: hints about who is alive (rule G1).</param>
/// <param name="Options">Durations and bounds.</param>
public sealed record NodeContext(
    string Name,
    ulong BootNonce,
    DiskId FreshDisk,
    IReadOnlyList<string> InitialAcceptors,
    ulong PinnedClusterId,
    Membership Membership,
    ProtocolOptions Options)
{
    /// <summary>A proposer in one life, for <see cref="Ballot.Owner"/>: 16 bits of its name's hash, and the boot nonce.</summary>
    public static ulong OwnerOf(string name, ulong bootNonce)
    {
        var hash = 2166136261u;
        foreach (var character in name)
        {
            hash = unchecked((hash ^ character) * 16777619u);
        }

        return ((ulong)(ushort)(hash ^ (hash >> 16)) << 48) | (bootNonce & 0xFFFF_FFFF_FFFFUL);
    }
}
