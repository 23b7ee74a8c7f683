using Paxos.ApiServer.Controllers;

namespace Paxos.ApiServer;

/// <summary>How a server is made.</summary>
internal sealed record ServerSettings
{
    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; init; }

    /// <summary>The clock of timestamps, of watches' ends and of bookmarks.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How often a watch that asks for bookmarks gets one; a real server's minute by default.</summary>
    public TimeSpan BookmarkInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>What runs the pods; null for pods that only say that they run.</summary>
    public IPodRunner? Pods { get; init; }
}
