namespace Paxos.Protocol.Gossip;

/// <summary>
/// A member's changing hints, by its own word and some seconds old. Rule G1: no quorum is ever computed from gossip,
/// and no decision that safety rests on; hints choose whom to ask first and what to show a person.
/// </summary>
/// <param name="ClusterId">The cluster that it belongs to; 0 while it knows none.</param>
/// <param name="Epoch">The highest configuration epoch that it knows.</param>
/// <param name="Ballot">The highest ballot that it has seen.</param>
/// <param name="Applied">The last slot that it has applied; <see cref="Slot.None"/> without a store.</param>
/// <param name="Condition">
/// One or two words such as <c>Ready</c>, <c>Blank</c>, <c>Forming</c>; at most 128 characters.
/// </param>
/// <param name="Leader">The name of the proposer that it takes for the leader; empty when it knows none.</param>
public sealed record MemberFacts(
    ulong ClusterId,
    uint Epoch,
    Ballot Ballot,
    Slot Applied,
    string Condition,
    string Leader)
{
    /// <summary>Nothing known yet.</summary>
    public static MemberFacts None { get; } = new(0, 0, Ballot.Zero, Slot.None, "", "");

    /// <summary>Checks that everything fits into a message.</summary>
    /// <exception cref="ArgumentException">
    /// A text is too long; the message names it, the rule and the length.
    /// </exception>
    public void Check()
    {
        TextLimit.Check(Condition, GossipLimits.ConditionMax, nameof(Condition));
        TextLimit.Check(Leader, GossipLimits.NameMax, nameof(Leader));
    }
}
