namespace Paxos.Linearizability;

/// <summary>Which promise of the store a history breaks; the texts are the names by which checkers are known.</summary>
internal static class Rule
{
    /// <summary>A call took effect twice, or in spite of a promise that it would not, or not although it was answered.</summary>
    public const string ExactlyOnce = "exactly-once";

    /// <summary>An answer is not what the order of writes makes it.</summary>
    public const string Answers = "answers";

    /// <summary>The order contradicts real time, or there is none.</summary>
    public const string Linearizability = "linearizability";
}
