using Paxos.Protocol;

namespace Paxos.Node.Telemetry;

/// <summary>Writes the core's events to the log and counts them. The core itself knows no log.</summary>
/// <param name="counters">Counts every event, also one that is not logged.</param>
/// <param name="throttle">For events that a stranger can cause at will.</param>
/// <param name="logger">The log.</param>
internal sealed partial class EventLog(EventCounters counters, LogThrottle throttle, ILogger<EventLog> logger)
{
    /// <summary>Tells one fact.</summary>
    /// <param name="role">The role that reported it.</param>
    /// <param name="fact">The fact.</param>
    public void Write(NodeId role, Event fact)
    {
        var level = EventLevels.Of(fact);
        var name = fact.GetType().Name;
        counters.Count(name, level);
        if (!logger.IsEnabled(level))
        {
            return;
        }

        if (!WriteForming(level, role, fact) && !WriteElection(level, role, fact) && !WriteLearning(level, role, fact)
            && !WriteMembers(level, fact) && !WriteSnapshots(level, role, fact))
        {
            LogOther(level, role, name);
        }
    }

    private bool WriteForming(LogLevel level, NodeId role, Event fact)
    {
        switch (fact)
        {
            case FormingWaits waits:
                LogFormingWaits(level, role, waits.Names);
                return true;
            case FormingContradicted contradicted:
                LogFormingContradicted(level, role, contradicted.Reason);
                return true;
            case DiskStateChanged changed:
                LogDiskStateChanged(level, role, changed.Disk, changed.State, changed.Configuration);
                return true;
            case BlankInFormedCluster blank:
                LogBlank(level, role, blank.Disk, blank.Configuration);
                return true;
            case Quarantined quarantined:
                LogQuarantined(level, role, quarantined.Reason);
                return true;
            case ConfigurationAdopted adopted:
                LogAdopted(level, role, adopted.Configuration);
                return true;
            case WrongCluster wrong:
                LogWrongCluster(level, role, wrong.Expected, wrong.Found, wrong.From);
                return true;
            case ForeignFrameDropped foreign:
                WriteForeign(level, role, foreign);
                return true;
            default:
                return false;
        }
    }

    private void WriteForeign(LogLevel level, NodeId role, ForeignFrameDropped foreign)
    {
        if (throttle.TryEnter(nameof(ForeignFrameDropped), out var suppressed))
        {
            LogForeign(level, role, foreign.From, foreign.ClusterId, foreign.Epoch, suppressed);
        }
    }

    [LoggerMessage(EventId = 1001, Message = "{Role}: forming waits for {Names}.")]
    private partial void LogFormingWaits(LogLevel level, NodeId role, string names);

    [LoggerMessage(EventId = 1002, Message = "{Role}: forming cannot go on: {Reason}")]
    private partial void LogFormingContradicted(LogLevel level, NodeId role, string reason);

    [LoggerMessage(EventId = 1003, Message = "{Role}: disk {Disk} is now {State}, configuration {Configuration}.")]
    private partial void LogDiskStateChanged(
        LogLevel level, NodeId role, DiskId disk, DiskState state, Configuration? configuration);

    [LoggerMessage(
        EventId = 1004,
        Message = "{Role}: this disk, {Disk}, does not stand in the formed cluster {Configuration}. It never votes; bring the old "
            + "disk back, or have the new one admitted.")]
    private partial void LogBlank(LogLevel level, NodeId role, DiskId disk, Configuration configuration);

    [LoggerMessage(EventId = 1005, Message = "{Role}: the disk cannot be trusted and never votes again; replace it. {Reason}")]
    private partial void LogQuarantined(LogLevel level, NodeId role, string reason);

    [LoggerMessage(EventId = 1006, Message = "{Role}: belongs to {Configuration}.")]
    private partial void LogAdopted(LogLevel level, NodeId role, Configuration configuration);

    [LoggerMessage(
        EventId = 1007, Message = "{Role}: belongs to cluster {Expected:x16}, and {From} is of cluster {Found:x16}. It is refused.")]
    private partial void LogWrongCluster(LogLevel level, NodeId role, ulong expected, ulong found, string from);

    [LoggerMessage(
        EventId = 1008,
        Message = "{Role}: dropped a frame of {From} from cluster {ClusterId:x16}, epoch {Epoch}. ({Suppressed} like it untold.)")]
    private partial void LogForeign(
        LogLevel level, NodeId role, NodeId from, ulong clusterId, uint epoch, long suppressed);

    [LoggerMessage(EventId = 1099, Message = "{Role}: {Event}.")]
    private partial void LogOther(LogLevel level, NodeId role, string @event);
}
