namespace Paxos.Protocol.Proposing;

/// <summary>
/// Reads that wait for the leader to be confirmed (Ongaro's thesis, section 6.4, with an acceptor quorum in place of followers). A
/// read captures the watermark when it comes; it is released when a phase-2 quorum of acceptors has answered a frame that was sent
/// after the capture, for then no higher ballot had finished phase 1 before it (rule R1).
/// </summary>
internal sealed class ReadIndexes
{
    private readonly Queue<Waiting> waiting = new();
    private readonly ulong[] processed;
    private readonly int quorum;
    private readonly int countMax;
    private ulong askedFor;
    private ulong newestNeed;

    /// <param name="acceptors">How many acceptors there are.</param>
    /// <param name="quorum">How many must confirm.</param>
    /// <param name="countMax">Reads that wait at most; one more is dropped, and its learner asks again.</param>
    public ReadIndexes(int acceptors, int quorum, int countMax)
    {
        processed = new ulong[acceptors];
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.OneAnswerConfirmsRead))
        {
            quorum = 1;
        }
#endif
        this.quorum = quorum;
        this.countMax = countMax;
    }

    /// <summary>The counter of the newest frame sent to the acceptors.</summary>
    public ulong Counter { get; private set; }

    /// <summary>
    /// Whether a read waits for a frame that was not sent yet. One confirmation travels at a time; later reads share the next.
    /// </summary>
    public bool NeedsConfirm => waiting.Count > 0 && newestNeed > askedFor && askedFor <= Confirmed;

    /// <summary>The highest counter that a quorum has answered.</summary>
    private ulong Confirmed => processed.OrderDescending().ElementAt(quorum - 1);

    /// <summary>The counter for a frame that is about to be sent to every acceptor.</summary>
    public ulong NextCounter() => ++Counter;

    /// <summary>A confirmation is about to be sent for the waiting reads.</summary>
    public ulong NextConfirm() => askedFor = NextCounter();

    /// <summary>A read comes; <paramref name="chosenTo"/> is captured now.</summary>
    public void Add(NodeId learner, ulong nonce, Slot chosenTo)
    {
        if (waiting.Count < countMax)
        {
            newestNeed = Counter + 1;
            waiting.Enqueue(new Waiting(learner, nonce, chosenTo, newestNeed));
        }
    }

    /// <summary>An acceptor answered, having processed the frames up to <paramref name="counter"/>.</summary>
    /// <returns>The reads that this releases.</returns>
    public IReadOnlyList<(NodeId Learner, ReadIndexTold Told)> Hear(int acceptor, ulong counter)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.AnyAnswerConfirmsRead))
        {
            counter = Counter;
        }
#endif
        processed[acceptor] = Math.Max(processed[acceptor], counter);
        if (waiting.Count == 0)
        {
            return [];
        }

        var confirmed = Confirmed;
        var released = new List<(NodeId, ReadIndexTold)>();
        while (waiting.TryPeek(out var read) && read.Need <= confirmed)
        {
            waiting.Dequeue();
            released.Add((read.Learner, new ReadIndexTold(read.Nonce, read.Slot)));
        }

        return released;
    }

    private readonly record struct Waiting(NodeId Learner, ulong Nonce, Slot Slot, ulong Need);
}
