namespace Paxos.Node.Net;

/// <summary>This process, as its peers know it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="PeerAddress">Where it takes frames, as host:port.</param>
internal sealed record NodeIdentity(string Name, string PeerAddress);
