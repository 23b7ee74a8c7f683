using Paxos.Chaos.Machine;
using Paxos.Processes;

namespace Paxos.Chaos.Faults;

/// <summary>A node that faults strike, one at a time.</summary>
/// <param name="node">Its process.</param>
/// <param name="network">Its network; null on loopback.</param>
/// <param name="disk">Its disk; null where it has none of its own.</param>
internal sealed class Target(ClusterNode node, NodeNetwork? network, DiskImage? disk)
{
    /// <summary>Its process.</summary>
    public ClusterNode Node => node;

    /// <summary>Its network; null on loopback.</summary>
    public NodeNetwork? Network => network;

    /// <summary>Its disk; null where it has none of its own.</summary>
    public DiskImage? Disk => disk;

    /// <summary>What strikes it at the moment.</summary>
    public Fault? Fault { get; set; }
}
