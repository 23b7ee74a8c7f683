namespace Paxos.Node.Disk;

/// <summary>One group of the journal, as found at the start.</summary>
internal abstract record RecoveredGroup(ulong Sequence, GroupSummary Summary)
{
    /// <summary>An intact group.</summary>
    /// <param name="Sequence">Its number.</param>
    /// <param name="Summary">What it was said to hold when it was written.</param>
    /// <param name="Records">Its records in order; the memory is this group's own and may be kept.</param>
    public sealed record Intact(ulong Sequence, GroupSummary Summary, IReadOnlyList<ReadOnlyMemory<byte>> Records)
        : RecoveredGroup(Sequence, Summary);

    /// <summary>
    /// A group that was acknowledged and can no longer be read. Its slots must be called faulty until they are
    /// repaired from others, never "no vote", and its ballot counts as promised.
    /// </summary>
    /// <param name="Sequence">Its number.</param>
    /// <param name="Summary">What it held, as an intact header tells it.</param>
    public sealed record Faulty(ulong Sequence, GroupSummary Summary) : RecoveredGroup(Sequence, Summary);
}
