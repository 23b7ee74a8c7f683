using Paxos.Protocol;

namespace Paxos.Node.Telemetry;

// Elections and office: event ids 1100 to 1199.
internal sealed partial class EventLog
{
    private bool WriteElection(LogLevel level, NodeId role, Event fact)
    {
        switch (fact)
        {
            case PreElectionStarted started:
                LogPreElection(level, role, started.Why);
                return true;
            case PrepareStarted started:
                LogPrepare(level, role, started.Ballot, started.From);
                return true;
            case PrepareWaits waits:
                LogPrepareWaits(level, role, waits.Ballot, waits.Slot);
                return true;
            case LeadershipWon won:
                LogWon(level, role, won.Ballot, won.Base, won.RecoveredTo, won.ElectionMilliseconds);
                return true;
            case LeadershipLost lost:
                LogLost(level, role, lost.Ballot, lost.Why);
                return true;
            case LeaderChanged changed:
                LogLeader(level, role, changed.Leader, changed.Ballot);
                return true;
            case HandOverStarted started:
                LogHandOver(level, role, started.Target);
                return true;
            case HandOverFailed failed:
                LogHandOverFailed(level, role, failed.Target, failed.Why);
                return true;
            case QuorumSpaceChanged changed:
                LogSpace(level, role, changed.HasSpace ? "has space again" : "lacks space on its disks: writes are refused");
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(EventId = 1101, Message = "{Role}: asks whether it would be promised a ballot: {Why}.")]
    private partial void LogPreElection(LogLevel level, NodeId role, string why);

    [LoggerMessage(EventId = 1102, Message = "{Role}: prepares ballot {Ballot} from slot {From}.")]
    private partial void LogPrepare(LogLevel level, NodeId role, Ballot ballot, Slot from);

    [LoggerMessage(EventId = 1103, Message = "{Role}: ballot {Ballot} waits: too few undamaged promises cover slot {Slot}.")]
    private partial void LogPrepareWaits(LogLevel level, NodeId role, Ballot ballot, Slot slot);

    [LoggerMessage(
        EventId = 1104,
        Message = "{Role}: leads at ballot {Ballot}, base slot {Base}, recovered to {RecoveredTo}, after {ElectionMilliseconds} ms.")]
    private partial void LogWon(
        LogLevel level, NodeId role, Ballot ballot, Slot @base, Slot recoveredTo, long electionMilliseconds);

    [LoggerMessage(EventId = 1105, Message = "{Role}: leads no more at ballot {Ballot}: {Why}.")]
    private partial void LogLost(LogLevel level, NodeId role, Ballot ballot, string why);

    [LoggerMessage(EventId = 1106, Message = "{Role}: the leader is {Leader} at ballot {Ballot}.")]
    private partial void LogLeader(LogLevel level, NodeId role, string leader, Ballot ballot);

    [LoggerMessage(EventId = 1107, Message = "{Role}: hands its office over to {Target}.")]
    private partial void LogHandOver(LogLevel level, NodeId role, string target);

    [LoggerMessage(EventId = 1108, Message = "{Role}: did not hand over to {Target}: {Why}.")]
    private partial void LogHandOverFailed(LogLevel level, NodeId role, string target, string why);

    [LoggerMessage(EventId = 1109, Message = "{Role}: a quorum of acceptors {Space}.")]
    private partial void LogSpace(LogLevel level, NodeId role, string space);
}
