namespace Paxos.Node.Disk;

/// <summary>Whose data a folder is to hold.</summary>
/// <param name="NodeName">The node, such as <c>acceptor1</c>.</param>
/// <param name="RoleName">The role, such as <c>acceptor</c>.</param>
internal sealed record StorageIdentity(string NodeName, string RoleName);
