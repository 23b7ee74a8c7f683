namespace Paxos.Operator.Runtime;

/// <summary>How an event is meant.</summary>
internal enum EventType
{
    /// <summary>Something happened as it should.</summary>
    Normal,

    /// <summary>A person may have to act.</summary>
    Warning,
}
