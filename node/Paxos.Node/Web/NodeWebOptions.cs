namespace Paxos.Node.Web;

/// <summary>The web endpoints' timings.</summary>
internal sealed record NodeWebOptions
{
    /// <summary>
    /// How often a live tail without lines gets a comment: below the 60 seconds after which common proxies cut a silent
    /// connection, and the way in which the node learns that a browser has gone without saying so.
    /// </summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// The age of the host's newest report at which <c>/healthz</c> calls the process stuck. Generous, since the answer
    /// to it is a kill: a loop that hangs on a slow disk for some seconds must be left alone.
    /// </summary>
    public TimeSpan ReportAgeMax { get; init; } = TimeSpan.FromSeconds(30);
}
