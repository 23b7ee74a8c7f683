using Paxos.Protocol;

namespace Paxos.Node.Telemetry;

// Learners and client nodes: event ids 1200 to 1299.
internal sealed partial class EventLog
{
    private bool WriteLearning(LogLevel level, NodeId role, Event fact)
    {
        switch (fact)
        {
            case FaultySlotRepaired repaired:
                LogRepaired(level, role, repaired.Slot);
                return true;
            case CatchUpStarted started:
                LogCatchUp(level, role, started.Slots, started.Source);
                return true;
            case CaughtUp caught:
                LogCaughtUp(level, role, caught.AppliedTo);
                return true;
            case LearnerHashMismatch mismatch:
                LogMismatch(level, role, mismatch.Ballot, mismatch.ChosenTo);
                return true;
            case SessionReady ready:
                LogSession(level, role, ready.Session, "is open");
                return true;
            case SessionLost lost:
                LogSession(level, role, lost.Session, "has expired");
                return true;
            case LeaderFound found:
                LogLeaderFound(level, role, found.Leader);
                return true;
            case LearnerChosen chosen:
                LogLearner(level, role, chosen.Learner);
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(EventId = 1201, Message = "{Role}: slot {Slot} was damaged and is repaired.")]
    private partial void LogRepaired(LogLevel level, NodeId role, Slot slot);

    [LoggerMessage(EventId = 1202, Message = "{Role}: misses slots {Slots} and asks {Source}.")]
    private partial void LogCatchUp(LogLevel level, NodeId role, SlotRange slots, string source);

    [LoggerMessage(EventId = 1203, Message = "{Role}: has caught up to slot {AppliedTo}.")]
    private partial void LogCaughtUp(LogLevel level, NodeId role, Slot appliedTo);

    [LoggerMessage(
        EventId = 1204,
        Message = "{Role}: its batches up to slot {ChosenTo} are not those of the leader at ballot {Ballot}; it asks for them again.")]
    private partial void LogMismatch(LogLevel level, NodeId role, Ballot ballot, Slot chosenTo);

    [LoggerMessage(EventId = 1205, Message = "{Role}: session {Session} {Change}.")]
    private partial void LogSession(LogLevel level, NodeId role, SessionId session, string change);

    [LoggerMessage(EventId = 1206, Message = "{Role}: gets its answers from {Learner}.")]
    private partial void LogLearner(LogLevel level, NodeId role, string learner);

    [LoggerMessage(EventId = 1207, Message = "{Role}: sends its commands to {Leader}.")]
    private partial void LogLeaderFound(LogLevel level, NodeId role, string leader);
}
