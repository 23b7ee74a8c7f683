namespace Paxos.Node.Disk;

/// <summary>How opening a role's durable state ended.</summary>
internal abstract record StorageOpening
{
    private StorageOpening()
    {
    }

    /// <summary>It can be used.</summary>
    /// <param name="Storage">The open superblock and journal.</param>
    /// <param name="Recovered">What the journal held.</param>
    public sealed record Opened(NodeStorage Storage, JournalOpening.Opened Recovered) : StorageOpening;

    /// <summary>
    /// What the disk promised is not known any more: the node must not vote with it, and is replaced.
    /// </summary>
    /// <param name="Reason">What is damaged, for a person.</param>
    /// <param name="Superblock">Whose disk it is, where that can still be read.</param>
    public sealed record Quarantined(string Reason, Superblock? Superblock) : StorageOpening;
}
