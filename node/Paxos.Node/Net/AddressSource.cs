namespace Paxos.Node.Net;

/// <summary>Who told an address.</summary>
internal enum AddressSource
{
    /// <summary>The process itself, in a frame.</summary>
    Frame = 1,

    /// <summary>Gossip.</summary>
    Gossip = 2,
}
