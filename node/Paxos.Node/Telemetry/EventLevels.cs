using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node.Telemetry;

/// <summary>How much each of the core's events matters to a person.</summary>
internal static class EventLevels
{
    /// <summary>
    /// Critical: this node cannot do its work until a person acts. Warning: a person may have to act. Information: roles, leaders and
    /// members change. Debug: the protocol at work.
    /// </summary>
    public static LogLevel Of(Event fact) => fact switch
    {
        FormingContradicted or BlankInFormedCluster or Quarantined or WrongCluster or NameConflict or Diverged => LogLevel.Critical,
        SnapshotFailed or SnapshotRefused or TrimRefused => LogLevel.Warning,
        TrimBlocked blocked => blocked.WaitsFor.Length > 0 ? LogLevel.Warning : LogLevel.Information,
        PrepareWaits or HandOverFailed or LearnerHashMismatch or ForeignFrameDropped or MemberDied or SessionLost => LogLevel.Warning,
        QuorumSpaceChanged change => change.HasSpace ? LogLevel.Information : LogLevel.Warning,
        PreElectionStarted or PrepareStarted or CatchUpStarted or CaughtUp or SessionReady or SelfRefuted => LogLevel.Debug,
        _ => LogLevel.Information,
    };
}
