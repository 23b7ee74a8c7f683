using Paxos.Protocol;

namespace Paxos.Node.Disk;

/// <summary>
/// What a group held, told again by the next group's header: so much is known of a group that can no longer be read.
/// </summary>
/// <param name="Slots">
/// A range that covers every slot that the group's records are about; null when they are about none.
/// </param>
/// <param name="MaxBallot">The highest ballot in its records; <see cref="Ballot.Zero"/> when there is none.</param>
internal readonly record struct GroupSummary(SlotRange? Slots, Ballot MaxBallot)
{
    /// <summary>Of a group about no slot and no ballot.</summary>
    public static GroupSummary None => default;

    /// <summary>The summary of a group that holds the records of both.</summary>
    public GroupSummary Union(GroupSummary other) => new(
        Slots is { } left && other.Slots is { } right
            ? new SlotRange(Slot.Min(left.First, right.First), Slot.Max(left.Last, right.Last))
            : Slots ?? other.Slots,
        Ballot.Max(MaxBallot, other.MaxBallot));
}
