using Paxos.Protocol;
using Paxos.Protocol.Snapshots;

namespace Paxos.Node.Telemetry;

// Snapshots and trimming: event ids 1400 to 1499.
internal sealed partial class EventLog
{
    private bool WriteSnapshots(LogLevel level, NodeId role, Event fact)
    {
        switch (fact)
        {
            case VotesTrimmed trimmed:
                LogTrimmed(level, role, trimmed.TrimmedTo);
                return true;
            case TrimRefused refused:
                LogTrimRefused(level, role, refused.From, refused.TrimTo, refused.ChosenTo);
                return true;
            case TrimBlocked { WaitsFor.Length: > 0 } blocked:
                LogTrimBlocked(level, role, blocked.WaitsFor, blocked.TrimTo);
                return true;
            case TrimBlocked:
                LogTrimFree(level, role);
                return true;
            case SnapshotReady ready:
                LogSnapshot(level, role, ready.Snapshot, ready.Chunks, ready.IsFetched ? "fetched" : "made");
                return true;
            case SnapshotFailed failed:
                LogSnapshotFailed(level, role, failed.Slot, failed.Reason);
                return true;
            case SnapshotFetchStarted started:
                LogFetch(level, role, started.Snapshot, started.Chunks, started.Source);
                return true;
            case SnapshotRefused refused:
                LogRefused(level, role, refused.Source, refused.Reason);
                return true;
            case SnapshotInstalled installed:
                LogInstalled(level, role, installed.Snapshot);
                return true;
            case Diverged diverged:
                LogDiverged(level, role, diverged.Reason);
                return true;
            case DivergenceOver over:
                LogDivergenceOver(level, role, over.Learner);
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(EventId = 1401, Message = "{Role}: forgets its votes up to slot {Slot}.")]
    private partial void LogTrimmed(LogLevel level, NodeId role, Slot slot);

    [LoggerMessage(
        EventId = 1402,
        Message = "{Role}: {From} asked it to forget votes up to slot {TrimTo}, beyond the watermark {ChosenTo}. It does not.")]
    private partial void LogTrimRefused(LogLevel level, NodeId role, string from, Slot trimTo, Slot chosenTo);

    [LoggerMessage(
        EventId = 1403,
        Message = "{Role}: trim blocked by {WaitsFor}: acceptors keep every vote after slot {TrimTo}, and their disks fill until its "
            + "snapshot is there.")]
    private partial void LogTrimBlocked(LogLevel level, NodeId role, string waitsFor, Slot trimTo);

    [LoggerMessage(EventId = 1404, Message = "{Role}: trimming waits for nobody any more.")]
    private partial void LogTrimFree(LogLevel level, NodeId role);

    [LoggerMessage(EventId = 1405, Message = "{Role}: holds the snapshot {Snapshot} durably, {Chunks} chunks, {How}.")]
    private partial void LogSnapshot(LogLevel level, NodeId role, SnapshotId snapshot, int chunks, string how);

    [LoggerMessage(
        EventId = 1406,
        Message = "{Role}: could not write a snapshot of slot {Slot} and keeps the last good one: {Reason} It tries again.")]
    private partial void LogSnapshotFailed(LogLevel level, NodeId role, Slot slot, string reason);

    [LoggerMessage(EventId = 1407, Message = "{Role}: fetches the snapshot {Snapshot}, {Chunks} chunks, from {Source}.")]
    private partial void LogFetch(LogLevel level, NodeId role, SnapshotId snapshot, int chunks, string source);

    [LoggerMessage(EventId = 1408, Message = "{Role}: refused a snapshot of {Source}: {Reason} It looks for another.")]
    private partial void LogRefused(LogLevel level, NodeId role, string source, string reason);

    [LoggerMessage(EventId = 1409, Message = "{Role}: goes on from the snapshot {Snapshot}.")]
    private partial void LogInstalled(LogLevel level, NodeId role, SnapshotId snapshot);

    [LoggerMessage(
        EventId = 1410,
        Message = "{Role}: has stopped, for its state is not that of another learner: {Reason}. Find out which is right, and empty "
            + "the other's data folder.")]
    private partial void LogDiverged(LogLevel level, NodeId role, string reason);

    [LoggerMessage(EventId = 1411, Message = "{Role}: goes on, for {Learner}, whose state differed, has an empty disk now.")]
    private partial void LogDivergenceOver(LogLevel level, NodeId role, string learner);
}
