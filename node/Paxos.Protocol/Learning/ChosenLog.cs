namespace Paxos.Protocol.Learning;

/// <summary>
/// The newest applied batches, for learners that miss some, with the hash up to each. Bounded by count and bytes; what fell out of
/// it is fetched from acceptors.
/// </summary>
internal sealed class ChosenLog(int slotsMax, int bytesMax)
{
    private readonly Queue<(Batch Batch, PrefixHash Hash)> entries = new();
    private Slot last;
    private PrefixHash before;
    private long bytes;

    /// <summary>The lowest slot it holds; above <see cref="Slot.None"/> only when it holds one.</summary>
    private Slot First => new(last.Number + 1 - (ulong)entries.Count);

    /// <summary>Adds the batch applied next.</summary>
    public void Add(Slot slot, Batch batch, PrefixHash hash)
    {
        Invariant.Check(slot == last.Next, $"L3: slot {slot} was applied after {last}");
        last = slot;
        entries.Enqueue((batch, hash));
        bytes += batch.Bytes.Length;
        while (entries.Count > slotsMax || (bytes > bytesMax && entries.Count > 1))
        {
            var dropped = entries.Dequeue();
            bytes -= dropped.Batch.Bytes.Length;
            before = dropped.Hash;
        }
    }

    /// <summary>Drops everything: what is applied now came from a snapshot.</summary>
    /// <param name="slot">The last slot in it.</param>
    /// <param name="hash">The hash up to there.</param>
    public void Restart(Slot slot, PrefixHash hash)
    {
        entries.Clear();
        bytes = 0;
        last = slot;
        before = hash;
    }

    /// <summary>
    /// The batches from the first slot of <paramref name="range"/> on, as many as fit; none where it does not hold that slot.
    /// </summary>
    public IReadOnlyList<Batch> Read(SlotRange range, int chunkBytesMax)
    {
        var batches = new List<Batch>();
        if (entries.Count == 0 || range.First < First || range.First > last)
        {
            return batches;
        }

        var size = 0;
        foreach (var (batch, _) in entries.Skip((int)(range.First.Number - First.Number)))
        {
            size += batch.Bytes.Length;
            if ((ulong)batches.Count == range.Count || (batches.Count > 0 && size > chunkBytesMax))
            {
                break;
            }

            batches.Add(batch);
        }

        return batches;
    }

    /// <summary>The hash up to <paramref name="slot"/>, where it is still known.</summary>
    public PrefixHash? HashAt(Slot slot)
    {
        if (slot == Slot.None)
        {
            return PrefixHash.Empty;
        }

        if (slot == First.Previous)
        {
            return before;
        }

        return entries.Count > 0 && slot >= First && slot <= last
            ? entries.ElementAt((int)(slot.Number - First.Number)).Hash
            : null;
    }
}
