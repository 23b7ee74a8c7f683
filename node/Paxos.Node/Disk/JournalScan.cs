namespace Paxos.Node.Disk;

/// <summary>What walking a journal's chain found.</summary>
internal sealed record JournalScan
{
    /// <summary>Why the journal may not be used; null when it may.</summary>
    public string? Quarantine { get; init; }

    /// <summary>The segments that stay, oldest first.</summary>
    public IReadOnlyList<string> Segments { get; init; } = [];

    /// <summary>What each of the segments that stay holds, in their order.</summary>
    public IReadOnlyList<SegmentContent> Contents { get; init; } = [];

    /// <summary>Segments behind a cut, oldest first; only ever in a journal that is not synced.</summary>
    public IReadOnlyList<string> Dropped { get; init; } = [];

    /// <summary>Bytes of the segments that stay.</summary>
    public long Bytes { get; init; }

    /// <summary>Where the next group belongs in the last segment.</summary>
    public long TailEnd { get; init; }

    /// <summary>The last group.</summary>
    public ChainPosition Chain { get; init; }

    /// <summary>Intact groups.</summary>
    public ulong Groups { get; init; }

    /// <summary>Groups that can no longer be read.</summary>
    public IReadOnlyList<RecoveredGroup.Faulty> Faulty { get; init; } = [];

    /// <summary>Bytes cut off behind the last group.</summary>
    public long TornBytes { get; init; }
}
