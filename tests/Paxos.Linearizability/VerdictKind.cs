namespace Paxos.Linearizability;

/// <summary>What a check came to.</summary>
internal enum VerdictKind
{
    /// <summary>The history is linearizable.</summary>
    Linearizable = 1,

    /// <summary>It is not.</summary>
    Violation = 2,

    /// <summary>The check ended at its bound of steps or memory, and nothing is known.</summary>
    GaveUp = 3,
}
