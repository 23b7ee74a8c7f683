namespace Paxos.Protocol.Learning;

/// <summary>A client node's read.</summary>
/// <param name="Client">Who asks.</param>
/// <param name="Query">What it asks.</param>
internal readonly record struct WaitingRead(NodeId Client, Query Query);

/// <summary>
/// Linearizable reads on their way: arrived, then in a question to the leader, then waiting for the slot it told to be applied. A
/// read that arrives after a question was sent waits for the next one; a question asked again has a new nonce, so that an answer
/// to the old one, made before a later write, is not taken for the new one's (etcd issue 21399).
/// </summary>
internal sealed class ReadQueue(ProtocolOptions options)
{
    private readonly List<WaitingRead> arrived = [];
    private readonly SortedDictionary<ulong, (List<WaitingRead> Reads, Instant AskedAt)> asked = [];
    private readonly List<(Slot Slot, List<WaitingRead> Reads)> told = [];
    private int count;

    /// <summary>How many reads wait.</summary>
    public int Count => count;

    /// <summary>Adds a read; one too many is dropped, and its client node asks again.</summary>
    public void Add(WaitingRead read)
    {
        if (count < options.WaitingReadsMax)
        {
            count++;
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.ReadJoinsSentQuestion) && asked.Count > 0)
            {
                asked.First().Value.Reads.Add(read);
                return;
            }
#endif
            arrived.Add(read);
        }
    }

    /// <summary>Whether a question is due.</summary>
    public bool NeedsAsk => arrived.Count > 0 && asked.Count < options.ReadIndexesInFlightMax;

    /// <summary>Puts everything that arrived into one question.</summary>
    public ReadIndexAsk Ask(ulong nonce, Instant now)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ReadNonceReused))
        {
            nonce = asked.ContainsKey(1) ? 2UL : 1UL;
        }
#endif
        asked.Add(nonce, ([.. arrived], now));
        arrived.Clear();
        return new ReadIndexAsk(nonce);
    }

    /// <summary>Takes the leader's answer; one to a question given up is ignored.</summary>
    public void Hear(ReadIndexTold answer)
    {
        if (asked.Remove(answer.Nonce, out var question))
        {
            told.Add((answer.Slot, question.Reads));
        }
    }

    /// <summary>Gives up questions asked before <paramref name="limit"/>; their reads are asked for again.</summary>
    public void GiveUpBefore(Instant limit)
    {
        foreach (var (nonce, (reads, askedAt)) in asked.ToArray())
        {
            if (!askedAt.HasReached(limit))
            {
                arrived.InsertRange(0, reads);
                asked.Remove(nonce);
            }
        }
    }

    /// <summary>The reads that may be answered from a state that has applied up to <paramref name="appliedTo"/>.</summary>
    public IReadOnlyList<WaitingRead> TakeReady(Slot appliedTo)
    {
        if (told.Count == 0)
        {
            return [];
        }

        var ready = told.Where(entry => entry.Slot <= appliedTo).SelectMany(entry => entry.Reads).ToArray();
        told.RemoveAll(entry => entry.Slot <= appliedTo);
        count -= ready.Length;
        return ready;
    }
}
