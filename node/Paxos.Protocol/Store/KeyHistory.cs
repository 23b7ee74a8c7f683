namespace Paxos.Protocol.Store;

/// <summary>
/// The kept versions of one key, oldest first. Immutable: a change gives a new history, and readers of the old one see
/// nothing of it.
/// </summary>
/// <remarks>
/// Histories that grew out of each other share one array of older versions. Appending writes behind the part that the
/// shorter ones look at, so that a key that is written a million times costs no million copies. It also means that a
/// history may be appended to once only, which the store's single line of revisions sees to.
/// </remarks>
public sealed class KeyHistory
{
    private readonly byte[] key;
    private readonly KeyVersion[] older;
    private readonly int olderCount;

    private KeyHistory(byte[] key, KeyVersion[] older, int olderCount, KeyVersion newest)
    {
        this.key = key;
        this.older = older;
        this.olderCount = olderCount;
        Newest = newest;
    }

    /// <summary>The key.</summary>
    public ReadOnlyMemory<byte> Key => key;

    /// <summary>The last version.</summary>
    public KeyVersion Newest { get; }

    /// <summary>How many versions are kept, at least 1.</summary>
    public int VersionCount => olderCount + 1;

    /// <summary>Whether the key exists at the newest revision.</summary>
    public bool IsLive => !Newest.IsTombstone;

    /// <summary>The key's array itself, which the index compares with.</summary>
    internal byte[] KeyBytes => key;

    /// <summary>The version at <paramref name="index"/>, from 0, the oldest.</summary>
    public KeyVersion this[int index] => index == olderCount ? Newest : older[index];

    /// <summary>
    /// A history of one version. The key is copied: a slice would keep the batch that it came in alive.
    /// </summary>
    public static KeyHistory Begin(ReadOnlyMemory<byte> key, KeyVersion first) => new(key.ToArray(), [], 0, first);

    /// <summary>This history and one more version.</summary>
    /// <param name="next">Its mod revision must be above the newest one.</param>
    public KeyHistory Append(KeyVersion next)
    {
        Invariant.Check(
            next.ModRevision > Newest.ModRevision,
            $"a key's version at revision {next.ModRevision} would follow the one at {Newest.ModRevision}");
        Invariant.Check(
            olderCount == older.Length || older[olderCount].ModRevision == 0,
            $"a key's history that ends at revision {Newest.ModRevision} would go on in two ways");
        var grown = older;
        if (olderCount == older.Length)
        {
            grown = new KeyVersion[Math.Max(1, 2 * older.Length)];
            older.AsSpan().CopyTo(grown);
        }

        grown[olderCount] = Newest;
        return new KeyHistory(key, grown, olderCount + 1, next);
    }

    /// <summary>The key as it stood at <paramref name="revision"/>; false if it did not exist then.</summary>
    public bool TryReadAt(long revision, out KeyVersion version)
    {
        var index = IndexAt(revision);
        version = index < 0 ? default : this[index];
        return !version.IsTombstone;
    }

    /// <summary>
    /// What a compaction at <paramref name="revision"/> leaves: everything above it and the newest version at or below
    /// it. If that newest version is a deletion below the revision it goes too; one exactly at the revision stays, for
    /// a watch that starts there must still be told of it (etcd #18089, #19179).
    /// </summary>
    /// <returns>This history if all of it stays, null if nothing does, else a new one.</returns>
    public KeyHistory? Compact(long revision)
    {
        var newestBelow = IndexAt(revision);
        if (newestBelow < 0)
        {
            return this;
        }

        var version = this[newestBelow];
        var isSpent = version.IsTombstone && version.ModRevision < revision;
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.TombstoneLostAtCompaction))
        {
            isSpent = version.IsTombstone;
        }

        if (Planted.Is(PlantedBug.CompactionTakesTooMuch))
        {
            isSpent = newestBelow < olderCount;
        }
#endif
        var first = isSpent ? newestBelow + 1 : newestBelow;
        if (first == 0)
        {
            return this;
        }

        return first > olderCount
            ? null
            : new KeyHistory(key, older[first..olderCount], olderCount - first, Newest);
    }

    /// <summary>The index of the newest version at or below <paramref name="revision"/>, -1 if there is none.</summary>
    private int IndexAt(long revision)
    {
        if (Newest.ModRevision <= revision)
        {
            return olderCount;
        }

        var low = 0;
        var high = olderCount;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (older[middle].ModRevision <= revision)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low - 1;
    }
}
