using Paxos.Protocol;
using Paxos.Protocol.Gossip;

namespace Paxos.Node.Telemetry;

// Gossip: event ids 1300 to 1399.
internal sealed partial class EventLog
{
    private bool WriteMembers(LogLevel level, Event fact)
    {
        switch (fact)
        {
            case MemberJoined joined:
                LogJoined(level, joined.Name, joined.Roles, joined.PeerAddress);
                return true;
            case MemberSuspected suspected:
                LogSuspected(level, suspected.Name, suspected.Accuser);
                return true;
            case MemberCleared cleared:
                LogCleared(level, cleared.Name, cleared.Incarnation);
                return true;
            case MemberDied died:
                LogDied(level, died.Name, died.Accuser);
                return true;
            case MemberReturned returned:
                LogReturned(level, returned.Name, returned.Incarnation);
                return true;
            case MemberRestarted restarted:
                LogRestarted(level, restarted.Name, restarted.BootNonce);
                return true;
            case MemberLeft left:
                LogLeft(level, left.Name);
                return true;
            case MemberForgotten forgotten:
                LogForgotten(level, forgotten.Name);
                return true;
            case SelfRefuted refuted:
                LogRefuted(level, refuted.Claimed, refuted.Accuser, refuted.Incarnation);
                return true;
            case NameConflict conflict:
                LogConflict(level, conflict.Name, conflict.Elder.PeerAddress, conflict.Younger.PeerAddress);
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(EventId = 1301, Message = "Member {Name} ({Roles}) joined at {Address}.")]
    private partial void LogJoined(LogLevel level, string name, RoleSet roles, string address);

    [LoggerMessage(EventId = 1302, Message = "Member {Name} is suspected by {Accuser}.")]
    private partial void LogSuspected(LogLevel level, string name, string accuser);

    [LoggerMessage(EventId = 1303, Message = "Member {Name} refuted the suspicion at incarnation {Incarnation}.")]
    private partial void LogCleared(LogLevel level, string name, ulong incarnation);

    [LoggerMessage(EventId = 1304, Message = "Member {Name} was declared dead by {Accuser}.")]
    private partial void LogDied(LogLevel level, string name, string accuser);

    [LoggerMessage(EventId = 1305, Message = "Member {Name} is back at incarnation {Incarnation}.")]
    private partial void LogReturned(LogLevel level, string name, ulong incarnation);

    [LoggerMessage(EventId = 1306, Message = "Member {Name} was started again as {BootNonce:x}.")]
    private partial void LogRestarted(LogLevel level, string name, ulong bootNonce);

    [LoggerMessage(EventId = 1307, Message = "Member {Name} left.")]
    private partial void LogLeft(LogLevel level, string name);

    [LoggerMessage(EventId = 1308, Message = "Member {Name} was gone for long and is forgotten.")]
    private partial void LogForgotten(LogLevel level, string name);

    [LoggerMessage(EventId = 1309, Message = "Refuted that this node is {Claimed}, as {Accuser} said, at incarnation {Incarnation}.")]
    private partial void LogRefuted(LogLevel level, MemberState claimed, string accuser, ulong incarnation);

    [LoggerMessage(
        EventId = 1310, Message = "Two nodes are named {Name}: at {Elder} and, younger, at {Younger}. Stop or rename one of them.")]
    private partial void LogConflict(LogLevel level, string name, string elder, string younger);
}
