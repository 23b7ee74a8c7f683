using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>The chosen batches by slot, and the hashes of their gapless prefixes.</summary>
internal sealed class ChosenBatches
{
    private readonly SortedDictionary<ulong, Batch> batches = [];
    private readonly List<PrefixHash> hashes = [PrefixHash.Empty];

    /// <summary>Every slot up to this one is chosen.</summary>
    public Slot Prefix => new((ulong)hashes.Count - 1);

    /// <summary>How many slots are chosen, gaps or not.</summary>
    public ulong Count => (ulong)batches.Count;

    /// <summary>What is chosen in a slot, or null.</summary>
    public Batch? Find(Slot slot) => batches.GetValueOrDefault(slot.Number);

    /// <summary>The hash of the slots up to <paramref name="slot"/>, at most <see cref="Prefix"/>.</summary>
    public PrefixHash HashTo(Slot slot) => hashes[(int)slot.Number];

    /// <summary>Adds a slot's batch.</summary>
    public void Add(Slot slot, Batch batch)
    {
        batches.Add(slot.Number, batch);
        while (batches.TryGetValue(Prefix.Next.Number, out var next))
        {
            hashes.Add(hashes[^1].With(Prefix.Next, next));
        }
    }
}
