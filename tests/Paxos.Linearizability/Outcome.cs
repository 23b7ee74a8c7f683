namespace Paxos.Linearizability;

/// <summary>How a call ended for the one who made it.</summary>
internal enum Outcome
{
    /// <summary>It was answered.</summary>
    Answered = 1,

    /// <summary>Nobody knows: it may happen at any time after it was made, or never. It is pending for ever.</summary>
    Unknown = 2,

    /// <summary>It was promised that it has not happened and never will.</summary>
    Refused = 3,
}
