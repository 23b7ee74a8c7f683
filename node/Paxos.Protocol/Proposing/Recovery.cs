namespace Paxos.Protocol.Proposing;

/// <summary>What one acceptor's complete promise says.</summary>
/// <param name="TrimmedTo">Slots up to here are chosen and no longer held.</param>
/// <param name="ChosenTo">Slots up to here are chosen.</param>
/// <param name="Votes">Its votes above that.</param>
/// <param name="Faulty">Slots that it says nothing about.</param>
internal sealed record CompletePromise(
    Slot TrimmedTo, Slot ChosenTo, SlotMap<Vote> Votes, IReadOnlyList<SlotRange> Faulty)
{
    /// <summary>Whether it says nothing about <paramref name="slot"/>.</summary>
    public bool IsFaulty(Slot slot) => Faulty.Any(range => range.Contains(slot));
}

/// <summary>What a new leader must propose, or what it waits for.</summary>
/// <param name="Base">Slots up to here are chosen; it never proposes in them.</param>
/// <param name="Batches">What it must propose in the slots after <paramref name="Base"/>, one after another.</param>
/// <param name="Waiting">The first slot that too few undamaged promises cover; null when phase 1 is complete.</param>
internal sealed record RecoveryPlan(Slot Base, IReadOnlyList<Batch> Batches, Slot? Waiting);

/// <summary>
/// Phase 2's constraint (Lamport, "Paxos Made Simple", section 2.2, P2c) for every slot at once (rule P2): in a slot that a phase-1
/// quorum may have voted in, the batch is that of the highest ballot voted for in the quorum; where none voted, nothing can have
/// been chosen and a no-op closes the slot.
/// </summary>
internal static class Recovery
{
    /// <summary>Decides from complete promises of one ballot.</summary>
    /// <param name="knownChosenTo">What learners themselves said to have applied.</param>
    /// <param name="promises">Promises of different acceptors.</param>
    /// <param name="phase1Quorum">How many promises must speak about a slot.</param>
    public static RecoveryPlan Decide(Slot knownChosenTo, IReadOnlyList<CompletePromise> promises, int phase1Quorum)
    {
        var chosenTo = knownChosenTo;
        var highest = Slot.None;
        foreach (var promise in promises)
        {
            chosenTo = Slot.Max(chosenTo, Slot.Max(promise.TrimmedTo, promise.ChosenTo));
            highest = Slot.Max(highest, promise.Votes.Highest);
            highest = promise.Faulty.Aggregate(highest, (slot, range) => Slot.Max(slot, range.Last));
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.FaultySlotsOverlooked))
        {
            highest = promises.Max(promise => promise.Votes.Highest);
        }
#endif
        var batches = new List<Batch>();
        for (var slot = chosenTo.Next; slot <= highest; slot = slot.Next)
        {
            // A damaged vote is not the absence of a vote: such a promise does not count for that slot.
            var speaking = promises.Where(promise => !promise.IsFaulty(slot)).ToArray();
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.FaultyCountsAsNoVote))
            {
                speaking = [.. promises];
            }
#endif
            if (speaking.Length < phase1Quorum)
            {
                return new RecoveryPlan(chosenTo, [], slot);
            }

            batches.Add(DecidingVote.Among(speaking.Select(promise => promise.Votes.Find(slot)))?.Batch ?? Batch.Noop);
        }

        return new RecoveryPlan(chosenTo, batches, null);
    }
}
