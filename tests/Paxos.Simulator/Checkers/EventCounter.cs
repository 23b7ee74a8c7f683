using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>Counts reported facts; finds nothing wrong.</summary>
internal sealed class EventCounter(Counters counters) : Checker
{
    /// <inheritdoc/>
    public override string Name => "events";

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
            case FaultySlotRepaired:
                counters.Repairs++;
                break;
        }
    }
}
