namespace Paxos.Protocol.Proposing;

/// <summary>Puts the chunks of one acceptor's promise together. It is complete when they cover every slot asked for.</summary>
/// <param name="from">The first slot asked for.</param>
internal sealed class PromiseCollector(Slot from)
{
    private readonly SlotMap<Vote> votes = new();
    private readonly List<SlotRange> faulty = [];
    private Slot chosenTo;
    private Slot trimmedTo;
    private Slot next = from;

    /// <summary>The whole promise, once every chunk is here.</summary>
    public CompletePromise? Complete { get; private set; }

    /// <summary>Takes a chunk. One that leaves a gap is dropped: the promise is asked for again and then comes whole.</summary>
    public void Add(Promise chunk)
    {
        if (Complete is not null || chunk.Covers.First > next || chunk.Covers.Last < next)
        {
            return;
        }

        chosenTo = Slot.Max(chosenTo, chunk.ChosenTo);
        trimmedTo = Slot.Max(trimmedTo, chunk.TrimmedTo);
        foreach (var vote in chunk.Votes)
        {
            votes.Set(vote.Slot, vote);
        }

        faulty.AddRange(chunk.Faulty);
        if (chunk.Covers.Last.Number == ulong.MaxValue)
        {
            Complete = new CompletePromise(trimmedTo, chosenTo, votes, faulty);
            return;
        }

        next = chunk.Covers.Last.Next;
    }
}
