namespace Paxos.Protocol.Accepting;

/// <summary>An acceptor's votes in memory, the newest of each slot, and the slots whose vote is damaged on its disk.</summary>
internal sealed class VoteLog
{
    private readonly SlotMap<Vote> votes = new();
    private readonly SortedSet<Slot> faulty = [];

    /// <summary>How many slots it voted in.</summary>
    public int Count => votes.Count;

    /// <summary>How many slots are damaged.</summary>
    public int FaultyCount => faulty.Count;

    /// <summary>The highest slot voted in, or <see cref="Slot.None"/>.</summary>
    public Slot Highest => votes.Highest;

    /// <summary>The lowest damaged slots, as one range of at most <paramref name="countMax"/> slots; null when none is damaged.</summary>
    public SlotRange? FirstFaulty(int countMax)
    {
        if (faulty.Count == 0)
        {
            return null;
        }

        var last = faulty.Min;
        while (faulty.Contains(last.Next) && last.Number - faulty.Min.Number + 1 < (ulong)countMax)
        {
            last = last.Next;
        }

        return new SlotRange(faulty.Min, last);
    }

    /// <summary>Whether the vote at <paramref name="slot"/> is damaged.</summary>
    public bool IsFaulty(Slot slot) => faulty.Contains(slot);

    /// <summary>The vote at <paramref name="slot"/>, or null; of a damaged slot nothing is known.</summary>
    public Vote? Find(Slot slot) => faulty.Contains(slot) ? null : votes.Find(slot);

    /// <summary>Sets the newest vote of its slot, which also heals it.</summary>
    public void Set(Vote vote)
    {
        votes.Set(vote.Slot, vote);
        faulty.Remove(vote.Slot);
    }

    /// <summary>Marks slots as damaged: an older vote of such a slot must not be read as its newest.</summary>
    public void MarkFaulty(SlotRange slots)
    {
        for (var slot = slots.First; slot <= slots.Last; slot = slot.Next)
        {
            faulty.Add(slot);
        }
    }

    /// <summary>Forgets the slots up to <paramref name="last"/>, damaged ones too: they are chosen, and others hold them.</summary>
    public void RemoveTo(Slot last)
    {
        votes.RemoveTo(last);
        faulty.RemoveWhere(slot => slot <= last);
    }

    /// <summary>
    /// What is known about the slots of <paramref name="range"/> from its first on, as much as fits into
    /// <paramref name="bytesMax"/>; always at least one vote where there is one.
    /// </summary>
    public (SlotRange Covers, IReadOnlyList<Vote> Votes, IReadOnlyList<SlotRange> Faulty) Read(SlotRange range, int bytesMax)
    {
        var read = new List<Vote>();
        var bytes = 0;
        var last = range.Last;
        foreach (var (slot, vote) in votes.From(range.First))
        {
            if (slot > range.Last)
            {
                break;
            }

            bytes += vote.Batch.Bytes.Length + 64;
            if (read.Count > 0 && bytes > bytesMax)
            {
                last = slot.Previous;
                break;
            }

            if (!faulty.Contains(slot))
            {
                read.Add(vote);
            }
        }

        var covers = new SlotRange(range.First, last);
        return (covers, read, FaultyIn(covers));
    }

    private List<SlotRange> FaultyIn(SlotRange range)
    {
        var ranges = new List<SlotRange>();
        foreach (var slot in faulty.GetViewBetween(range.First, range.Last))
        {
            if (ranges.Count > 0 && ranges[^1].Last.Next == slot)
            {
                ranges[^1] = new SlotRange(ranges[^1].First, slot);
            }
            else
            {
                ranges.Add(new SlotRange(slot, slot));
            }
        }

        return ranges;
    }
}
