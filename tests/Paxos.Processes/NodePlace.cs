using Paxos.Cli.Local;

namespace Paxos.Processes;

/// <summary>Where a node runs, and by what it is started.</summary>
/// <param name="Layout">Its name, roles and ports.</param>
/// <param name="Host">The address that it listens on.</param>
/// <param name="Program">The program <c>paxos-node</c>, or one that becomes it and takes the same arguments.</param>
internal sealed record NodePlace(LocalNode Layout, string Host, string Program);
