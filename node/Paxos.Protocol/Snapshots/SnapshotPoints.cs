namespace Paxos.Protocol.Snapshots;

/// <summary>
/// After which slots a learner makes a snapshot. A function of the log and the state alone, so that all learners choose the same slots:
/// then each of them can give any chunk to one that misses them, and their states can be compared.
/// </summary>
/// <param name="slotsMax">Slots between two points at most; for a small store.</param>
/// <param name="bytesMax">Growth between two points at most; for a small store.</param>
internal sealed class SnapshotPoints(int slotsMax, long bytesMax)
{
    private long storeBytes;

    /// <summary>
    /// How much all slots so far have added: each the bytes of its batch, or those that the store grew by where that is more. So it is
    /// never less than the store, and a store that only grows meets every power of two of it.
    /// </summary>
    public long Growth { get; private set; }

    /// <summary>Goes on after a snapshot.</summary>
    /// <param name="growth">The growth up to its slot.</param>
    /// <param name="bytes">Bytes of its store.</param>
    public void Restart(long growth, long bytes)
    {
        Growth = growth;
        storeBytes = bytes;
    }

    /// <summary>Counts one more slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="batchBytes">Bytes of its batch.</param>
    /// <param name="bytes">Bytes of the store after it.</param>
    /// <returns>Whether a snapshot is due.</returns>
    public bool Count(Slot slot, int batchBytes, long bytes)
    {
        var before = Growth;
        Growth += Math.Max(batchBytes, bytes - storeBytes);
        storeBytes = bytes;

        // A large store is written less often: the distance doubles until it is at least half of the store. Were it the whole, a store
        // that only grows would always have outgrown the distance in the very slot that reaches it.
        var shift = 0;
        while (shift < 24 && bytesMax << shift < bytes / 2)
        {
            shift++;
        }

        return slot.Number % ((ulong)slotsMax << shift) == 0 || Growth / (bytesMax << shift) != before / (bytesMax << shift);
    }
}
