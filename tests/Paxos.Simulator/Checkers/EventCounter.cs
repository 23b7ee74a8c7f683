using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>Counts reported facts; what only a bug makes a role report is a violation.</summary>
internal sealed class EventCounter(Counters counters) : Checker
{
    /// <inheritdoc/>
    public override string Name => "events";

    /// <inheritdoc/>
    public override void RecordAsked(NodeId role, DurableRecord record) => counters.PutBacksFound += record is QuarantineRecord ? 1 : 0;

    /// <inheritdoc/>
    public override void Reported(NodeId role, Event fact)
    {
        switch (fact)
        {
            case SessionReady:
                counters.Sessions++;
                break;
            case SessionLost:
                counters.SessionsLost++;
                break;
            case CatchUpStarted:
                counters.CatchUps++;
                break;
            case SnapshotReady { IsFetched: false }:
                counters.Snapshots++;
                break;
            case SnapshotInstalled:
                counters.SnapshotsFetched++;
                break;
            case Diverged diverged:
                throw Violation($"{role} has stopped: {diverged.Reason}");
            case FaultySlotRepaired:
                counters.Repairs++;
                break;
        }
    }
}
