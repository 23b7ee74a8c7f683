using Paxos.Node.Host;
using Paxos.Node.Telemetry;
using Paxos.Protocol;

namespace Paxos.Node.Net;

/// <summary>Tells the roles what the links show: a process that is gone, or a second one of this name.</summary>
/// <param name="self">This process.</param>
/// <param name="roles">Its roles' addresses.</param>
/// <param name="inbox">Where they are told.</param>
/// <param name="throttle">Keeps one conflict from filling the log.</param>
/// <param name="timeProvider">The clock that a conflict is forgotten by.</param>
/// <param name="logger">Where a conflict is told.</param>
internal sealed partial class LinkWatch(
    NodeIdentity self,
    IReadOnlyList<NodeId> roles,
    Inbox inbox,
    LogThrottle throttle,
    TimeProvider timeProvider,
    ILogger<LinkWatch> logger)
{
    /// <summary>A second process of this name that was not heard for so long counts as gone: a minute, as gossip has it.</summary>
    private static readonly TimeSpan NamesakeMemory = TimeSpan.FromMinutes(1);

    private Namesake? namesake;

    /// <summary>Where another running process of this name was heard lately; null when there was none.</summary>
    public string? NamesakeAddress => Volatile.Read(ref namesake) is { } heard
        && timeProvider.GetElapsedTime(heard.HeardAt) < NamesakeMemory
            ? heard.Address
            : null;

    /// <summary>A stream from or to a process broke.</summary>
    public void OnLost(string name)
    {
        foreach (var role in roles)
        {
            inbox.PostFromHost(role, new LinkLost(name));
        }
    }

    /// <summary>Another process uses this one's name.</summary>
    /// <param name="address">Where it takes frames.</param>
    public void OnNamesake(string address)
    {
        Volatile.Write(ref namesake, new Namesake(address, timeProvider.GetTimestamp()));
        if (throttle.TryEnter("Namesake", out _))
        {
            LogNamesake(self.Name, self.PeerAddress, address);
        }
    }

    /// <summary>Two other processes use one name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="elder">Where the one is that was heard first.</param>
    /// <param name="younger">Where the other is; its frames are refused.</param>
    public void OnNamesakes(string name, string elder, string younger)
    {
        if (throttle.TryEnter($"Namesakes {name}", out _))
        {
            LogNamesakes(name, elder, younger);
        }
    }

    [LoggerMessage(
        2202,
        LogLevel.Critical,
        "Two nodes are named {Name}: at {Elder} and at {Younger}. Stop or rename one of them; the second is refused.")]
    private partial void LogNamesakes(string name, string elder, string younger);

    [LoggerMessage(
        2201,
        LogLevel.Critical,
        "Two nodes are named {Name}: this one at {Own} and another at {Other}. Stop or rename one of them.")]
    private partial void LogNamesake(string name, string own, string other);

    private sealed record Namesake(string Address, long HeardAt);
}
