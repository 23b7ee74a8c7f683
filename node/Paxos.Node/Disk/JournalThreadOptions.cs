namespace Paxos.Node.Disk;

/// <summary>When the journal's thread acts by itself, and how much may wait for it.</summary>
internal sealed record JournalThreadOptions
{
    /// <summary>
    /// Bytes of submitted records that are not yet durable, above which nothing more is taken. One submission may
    /// cross it, so that none is too large for an idle thread. Default: 64 MiB.
    /// </summary>
    public long WaitingBytesMax { get; init; } = 64 * 1024 * 1024;

    /// <summary>How long after a group a seal follows when nothing else does. Default: 10 ms.</summary>
    public TimeSpan SealAfter { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>How often a full disk is tried again. Default: 1 s.</summary>
    public TimeSpan SpaceRetry { get; init; } = TimeSpan.FromSeconds(1);
}
