namespace Paxos.Node.Disk;

/// <summary>How a journal is laid out and how hard it tries.</summary>
internal sealed record JournalOptions
{
    /// <summary>
    /// Bytes in a segment, a multiple of <see cref="Blocks.Size"/>. Larger ones mean fewer file changes, but more to
    /// write anew at a start and more to keep spare. Existing segments keep their size. Default: 64 MiB.
    /// </summary>
    public long SegmentBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// Bytes of the largest group on disk, header and padding included: a bound on memory and on how long one write
    /// may take. A segment must hold one. Default: 16 MiB, six times the largest batch.
    /// </summary>
    public int GroupBytesMax { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// True (the default): every group is on disk when <see cref="Journal.Append"/> returns, and damage to it is
    /// reported, never passed over. False, for logs that can be fetched again: nothing is synced, a power loss takes
    /// any suffix of the journal, and at the first damage, wherever it is, the journal is cut there without a word
    /// about what followed.
    /// </summary>
    public bool SyncEachGroup { get; init; } = true;

    /// <summary>The salt of the folder, from its superblock.</summary>
    public ulong FolderSalt { get; init; }

    /// <summary>
    /// <see cref="Superblock.OldestSequence"/>: the group that the oldest segment must begin with; 0 for a new
    /// folder.
    /// </summary>
    public ulong OldestSequence { get; init; }

    /// <summary>
    /// Bytes of the next segment that one <see cref="Journal.PrepareStep"/> zeroes and syncs: a group may have to
    /// wait for one step. Default: 4 MiB.
    /// </summary>
    public int PrepareStepBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>64 random bits at a time, for the segments' salts.</summary>
    public required Func<ulong> NextRandom { get; init; }

    /// <summary>
    /// Prepared segments that only essential groups may use: promises must be possible when votes no longer are.
    /// </summary>
    public int SpareSegments => SyncEachGroup ? 1 : 0;

    /// <summary>Checks the rules between the options.</summary>
    /// <exception cref="ArgumentException">A rule does not hold.</exception>
    public void Validate()
    {
        if (SegmentBytes % Blocks.Size != 0 || SegmentBytes > int.MaxValue)
        {
            throw new ArgumentException(
                $"SegmentBytes must be a multiple of {Blocks.Size} below 2 GiB. It is {SegmentBytes}.");
        }

        if (GroupBytesMax < Blocks.Size || GroupBytesMax > SegmentBytes - SegmentHeader.DataOffset)
        {
            throw new ArgumentException(
                $"GroupBytesMax must be from {Blocks.Size} to {SegmentBytes - SegmentHeader.DataOffset}, "
                + $"what a segment holds. It is {GroupBytesMax}.");
        }

        if (PrepareStepBytes < Blocks.Size)
        {
            throw new ArgumentException($"PrepareStepBytes must be at least {Blocks.Size}. It is {PrepareStepBytes}.");
        }
    }
}
