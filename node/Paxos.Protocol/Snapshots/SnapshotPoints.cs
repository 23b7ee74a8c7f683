namespace Paxos.Protocol.Snapshots;

/// <summary>
/// After which slots a learner makes a snapshot. A function of the log and the state alone, so that all learners choose the same slots:
/// then each of them can give any chunk to one that misses them, and their states can be compared.
/// </summary>
/// <param name="slotsMax">Slots between two points at most; for a small store.</param>
/// <param name="bytesMax">Bytes of batches between two points at most; for a small store.</param>
internal sealed class SnapshotPoints(int slotsMax, long bytesMax)
{
    /// <summary>Bytes of all batches so far.</summary>
    public long LogBytes { get; private set; }

    /// <summary>Goes on after a snapshot.</summary>
    public void Restart(long logBytes) => LogBytes = logBytes;

    /// <summary>Counts one more slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="batchBytes">Bytes of its batch.</param>
    /// <param name="storeBytes">Bytes of the store after it.</param>
    /// <returns>Whether a snapshot is due.</returns>
    public bool Count(Slot slot, int batchBytes, long storeBytes)
    {
        var before = LogBytes;
        LogBytes += batchBytes;

        // A large store is written less often: the distance doubles until one snapshot writes no more than the log between two.
        var shift = 0;
        while (shift < 24 && bytesMax << shift < storeBytes)
        {
            shift++;
        }

        var slots = (ulong)slotsMax << shift;
        var bytes = bytesMax << shift;
        return slot.Number % slots == 0 || LogBytes / bytes != before / bytes;
    }
}
