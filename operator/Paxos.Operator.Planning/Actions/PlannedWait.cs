namespace Paxos.Operator.Planning.Actions;

/// <summary>Something that the cluster waits for. It hinders nothing but what would need it.</summary>
/// <param name="Subject">What is waited for, such as <c>acceptor2</c>.</param>
/// <param name="Reason">Why, in one word for programs.</param>
/// <param name="Message">Why, for people, with the next step where one is needed.</param>
/// <param name="Deadline">From when on it is a person's turn; the past where it is at once.</param>
public sealed record PlannedWait(string Subject, string Reason, string Message, DateTimeOffset Deadline)
{
    /// <summary>Whether a node or its disk is not as it should be, and not only a change under way.</summary>
    public bool IsDegraded { get; init; }

    /// <summary>Whether a person has to act.</summary>
    public bool IsOverdue(DateTimeOffset now) => now >= Deadline;
}
