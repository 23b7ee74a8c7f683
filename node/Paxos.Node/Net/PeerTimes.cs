namespace Paxos.Node.Net;

/// <summary>Durations of the links between processes, each with its reason.</summary>
internal static class PeerTimes
{
    /// <summary>Wait after the first failed attempt: long enough not to burn a core against a closed port.</summary>
    public static readonly TimeSpan BackoffMinimum = TimeSpan.FromMilliseconds(50);

    /// <summary>Longest wait between attempts: a process that comes back is reached about as soon as it would be suspected.</summary>
    public static readonly TimeSpan BackoffMaximum = TimeSpan.FromSeconds(1);

    /// <summary>How long one attempt to connect may take; a host that drops packets would hold it for minutes.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(1);

    /// <summary>How long the peer may take to accept the stream after that.</summary>
    public static readonly TimeSpan AcceptTimeout = TimeSpan.FromSeconds(2);

    /// <summary>How long a call that broke may take to say why; it mostly says it at once.</summary>
    public static readonly TimeSpan StatusTimeout = TimeSpan.FromMilliseconds(200);

    /// <summary>
    /// A stream has no deadline, because it is meant to stay open; HTTP/2 pings after so much silence, and the time for their answer,
    /// take its place.
    /// </summary>
    public static readonly TimeSpan PingDelay = TimeSpan.FromSeconds(5);

    /// <summary>How long a ping may stay unanswered before the connection is given up.</summary>
    public static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long what is queued may take to leave when the process stops.</summary>
    public static readonly TimeSpan FlushTimeout = TimeSpan.FromMilliseconds(500);
}
