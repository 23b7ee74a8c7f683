namespace Paxos.Node.Disk;

/// <summary>What was found where the superblock stands.</summary>
internal abstract record SuperblockReading
{
    private SuperblockReading()
    {
    }

    /// <summary>There is none: the folder is fresh.</summary>
    public sealed record Missing : SuperblockReading;

    /// <summary>At least two good copies of the newest state.</summary>
    /// <param name="Superblock">The newest durable state.</param>
    /// <param name="GoodCopies">How many of the four copies hold it; the next write repairs the rest.</param>
    public sealed record Found(Superblock Superblock, int GoodCopies) : SuperblockReading;

    /// <summary>Fewer than two good copies: what the disk promised is not known any more.</summary>
    /// <param name="Reason">What is damaged, for a person.</param>
    public sealed record Quarantined(string Reason) : SuperblockReading;

    /// <summary>A later version of this program wrote it.</summary>
    /// <param name="FormatVersion">The version found.</param>
    public sealed record NewerFormat(uint FormatVersion) : SuperblockReading;
}
