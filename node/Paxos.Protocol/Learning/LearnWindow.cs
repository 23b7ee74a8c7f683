namespace Paxos.Protocol.Learning;

/// <summary>A batch that a learner holds for a slot above its applied ones.</summary>
/// <param name="Ballot">The ballot whose leader proposed it.</param>
/// <param name="Batch">The batch.</param>
/// <param name="IsChosen">Whether it is chosen for certain, by the word of a learner or of a phase-1 quorum of acceptors.</param>
internal sealed record HeldBatch(Ballot Ballot, Batch Batch, bool IsChosen);

/// <summary>
/// What a learner holds above its applied slots, and what it may apply (rule L4): a batch becomes decided only when the leader that
/// delivered it says at the same ballot that its slot is chosen, or when it came as chosen. A batch of an older ballot may have
/// been replaced, whatever watermark is heard since.
/// </summary>
internal sealed class LearnWindow(int slotsMax)
{
    private readonly SlotMap<HeldBatch> held = new();

    // Every watermark heard of this leadership within the window, each with the hash that tells whether what is here agrees. Waiting for
    // the newest alone would wait for ever where messages are lost as fast as slots are chosen.
    private readonly SortedDictionary<Slot, PrefixHash> watermarks = [];

    /// <summary>The highest ballot heard from a leader.</summary>
    public Ballot Ballot { get; private set; }

    /// <summary>Where that leadership's own watermark began.</summary>
    public Slot Base { get; private set; }

    /// <summary>That leadership's watermark as last heard, and its hash of (Base, Watermark].</summary>
    public (Slot Slot, PrefixHash Hash) Watermark { get; private set; }

    /// <summary>The highest watermark heard from any leader: slots up to it are chosen.</summary>
    public Slot KnownChosenTo { get; private set; }

    /// <summary>Takes what a leader says; false when it is an older leader's.</summary>
    public bool Hear(Learn learn, Slot appliedTo)
    {
        if (learn.Ballot < Ballot)
        {
            return false;
        }

        if (learn.Ballot > Ballot)
        {
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.LearnerMixesBallots))
            {
                held.From(Slot.First).ToList().ForEach(old => held.Set(old.Slot, old.Value with { Ballot = learn.Ballot }));
            }
#endif
            Ballot = learn.Ballot;
            Base = learn.Base;
            Watermark = (learn.Base, PrefixHash.Empty);
            watermarks.Clear();
        }

        var slot = learn.First;
        foreach (var batch in learn.Batches)
        {
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.AppliesBeforeChosen))
            {
                HearChosen(slot, batch, appliedTo);
            }

            if (Planted.Is(PlantedBug.TakesProposedForChosen))
            {
                KnownChosenTo = Slot.Max(KnownChosenTo, slot);
            }
#endif
            Hold(slot, new HeldBatch(learn.Ballot, batch, IsChosen: false), appliedTo);
            slot = slot.Next;
        }

        if (learn.ChosenTo > Watermark.Slot)
        {
            Watermark = (learn.ChosenTo, learn.Hash);
        }

        if (IsWithin(learn.ChosenTo, appliedTo))
        {
            watermarks[learn.ChosenTo] = learn.Hash;
        }

        KnownChosenTo = Slot.Max(KnownChosenTo, learn.ChosenTo);
        return true;
    }

    /// <summary>Takes a batch that is chosen for certain.</summary>
    public void HearChosen(Slot slot, Batch batch, Slot appliedTo) =>
        Hold(slot, new HeldBatch(Ballot.Zero, batch, IsChosen: true), appliedTo);

    /// <summary>
    /// Whether a vote alone tells what is chosen in its slot (rule L5): the acceptor knows it to be, or it was cast in the very ballot
    /// whose leader says that the slot is chosen, and that leader proposed one batch only.
    /// </summary>
    public bool IsCertain(Vote vote)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ConcludesFromOneVote) && vote.Slot <= KnownChosenTo)
        {
            return true;
        }
#endif
        return vote.IsChosen || (vote.Ballot == Ballot && vote.Slot <= Watermark.Slot);
    }

    /// <summary>The batch that may be applied in <paramref name="slot"/>, or null; of a leader's, only once its hash was checked.</summary>
    public HeldBatch? Decided(Slot slot) => held.Find(slot) switch
    {
        { IsChosen: true } chosen => chosen,
        { } proposed when proposed.Ballot == Ballot && slot <= Watermark.Slot => proposed,
        _ => null,
    };

    /// <summary>
    /// How far the gapless run of decided batches after <paramref name="appliedTo"/> may be applied: to the highest watermark in it, whose
    /// hash comes with it. A run that fills the window without meeting one may be applied whole, without a hash: nothing more can be
    /// held until it is, and the next hash covers it as well. <paramref name="appliedTo"/> itself when nothing may be applied.
    /// </summary>
    public (Slot To, PrefixHash? Hash) Applicable(Slot appliedTo)
    {
        var end = appliedTo;
        (Slot To, PrefixHash? Hash) found = (appliedTo, null);
        while (Decided(end.Next) is not null)
        {
            end = end.Next;
            if (watermarks.TryGetValue(end, out var hash))
            {
                found = (end, hash);
            }
        }

        return found.To > appliedTo || IsWithin(end.Next, appliedTo) ? found : (end, null);
    }

    /// <summary>The first slots after <paramref name="appliedTo"/> that are chosen and not decided here; null when none is.</summary>
    public SlotRange? Missing(Slot appliedTo, int countMax)
    {
        var first = appliedTo.Next;
        while (first <= KnownChosenTo && Decided(first) is not null)
        {
            first = first.Next;
        }

        if (first > KnownChosenTo || first.Number - appliedTo.Number > (ulong)slotsMax)
        {
            return null;
        }

        var last = first;
        while (last < KnownChosenTo && last.Number - first.Number + 1 < (ulong)countMax && Decided(last.Next) is null)
        {
            last = last.Next;
        }

        return new SlotRange(first, last);
    }

    /// <summary>Drops what was applied.</summary>
    public void RemoveTo(Slot appliedTo)
    {
        held.RemoveTo(appliedTo);
        while (watermarks.Count > 0 && watermarks.First().Key <= appliedTo)
        {
            watermarks.Remove(watermarks.First().Key);
        }
    }

    /// <summary>Drops everything held, to be learned again.</summary>
    public void Clear() => held.Clear();

    private bool IsWithin(Slot slot, Slot appliedTo) =>
        slot > appliedTo && slot.Number - appliedTo.Number <= (ulong)slotsMax;

    private void Hold(Slot slot, HeldBatch batch, Slot appliedTo)
    {
        if (!IsWithin(slot, appliedTo))
        {
            return;
        }

        var before = held.Find(slot);
        if (before is { IsChosen: true })
        {
            Invariant.Check(
                !batch.IsChosen || before.Batch.Equals(batch.Batch), $"L2: slot {slot} is chosen as {before.Batch} and as {batch.Batch}");
            return;
        }

        Invariant.Check(
            batch.IsChosen || before is null || before.Ballot != batch.Ballot || before.Batch.Equals(batch.Batch),
            $"P1: {batch.Ballot} proposed {before?.Batch} and {batch.Batch} in slot {slot}");
        if (before is null || batch.IsChosen || batch.Ballot > before.Ballot)
        {
            held.Set(slot, batch);
        }
    }
}
