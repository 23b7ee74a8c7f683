namespace Paxos.Node.Disk;

/// <summary>Records that must become durable together with, or after, everything submitted before.</summary>
/// <param name="Records">
/// The records in order; not to be changed any more. None at all asks only to be told when everything before is
/// durable.
/// </param>
/// <param name="Summary">What they are about.</param>
/// <param name="IsEssential">
/// Whether they may use the spare segment of a full disk: promises may, votes may not.
/// </param>
/// <param name="OnDurable">
/// Called on the journal's thread once the records are on disk, in the order of submission.
/// </param>
internal sealed record JournalSubmission(
    IReadOnlyList<ReadOnlyMemory<byte>> Records,
    GroupSummary Summary,
    bool IsEssential,
    Action<DurableGroup> OnDurable)
{
    /// <summary>Bytes that the records take in a group.</summary>
    public long Bytes { get; } = GroupBody.Length(Records);
}

/// <summary>A group that just became durable, or was so already when nothing had to be written.</summary>
/// <param name="Sequence">The number of the newest durable group.</param>
/// <param name="Submissions">Submissions that were gathered in it.</param>
/// <param name="Took">The time of its write and fdatasync; zero when nothing had to be written.</param>
internal readonly record struct DurableGroup(ulong Sequence, int Submissions, TimeSpan Took);
