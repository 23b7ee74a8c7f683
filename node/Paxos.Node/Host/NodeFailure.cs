using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>
/// Ends the process when it must not go on. Nothing else of it runs: what waits for a disk or a peer must not leave any more.
/// </summary>
/// <param name="loggers">Disposed first, so that the last line is written.</param>
/// <param name="logger">Where the last line goes.</param>
internal sealed partial class NodeFailure(ILoggerFactory loggers, ILogger<NodeFailure> logger)
{
    /// <summary>The exit code of a bug: an invariant does not hold, or something was thrown that nobody expected.</summary>
    public const int BugFound = 70;

    /// <summary>The disk failed. Called on the journal's thread.</summary>
    public void EndForDisk(DiskException failure)
    {
        LogDisk(failure.Message);
        End(ProcessExit.DiskFailed);
    }

    /// <summary>A bug was found. Called on the thread that found it.</summary>
    public void EndForBug(Exception failure)
    {
        if (failure is InvariantException)
        {
            LogInvariant(failure.Message, failure);
        }
        else
        {
            LogUnexpected(failure);
        }

        End(BugFound);
    }

    private void End(int exitCode)
    {
        loggers.Dispose();
        ProcessExit.Now(exitCode);
    }

    [LoggerMessage(3001, LogLevel.Critical, "The disk failed and the node stops: {Reason} Replace the disk; do not retry on it.")]
    private partial void LogDisk(string reason);

    [LoggerMessage(3002, LogLevel.Critical, "An invariant does not hold and the node stops: {Rule}")]
    private partial void LogInvariant(string rule, Exception failure);

    [LoggerMessage(3003, LogLevel.Critical, "An unexpected error stops the node.")]
    private partial void LogUnexpected(Exception failure);
}
