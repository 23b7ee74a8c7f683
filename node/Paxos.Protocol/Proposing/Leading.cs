namespace Paxos.Protocol.Proposing;

/// <summary>
/// Phase 2 for every slot: proposes what phase 1 found, then new batches, each slot under this ballot only; tells learners what is
/// proposed and how far it is chosen; answers read indexes; and leaves office when it cannot do its work.
/// </summary>
internal sealed partial class Leading : ProposerState
{
    private readonly Ballot ballot;
    private readonly Slot baseSlot;
    private readonly Slot recoveredTo;
    private readonly SlotMap<InFlightSlot> inFlight = new();
    private readonly CommandQueue queue;
    private readonly ReadIndexes reads;
    private readonly List<(NodeId Learner, ulong Nonce)> earlyReads = [];
    private readonly long clusterTimeAtStart;
    private readonly Instant began;
    private PrefixHash hash;
    private Slot toldChosenTo;
    private Instant toldLearners;

    /// <param name="proposer">Whose phase it is.</param>
    /// <param name="ballot">The ballot that a phase-1 quorum promised.</param>
    /// <param name="plan">What phase 1 found.</param>
    /// <param name="electionBegan">When it first asked for the office.</param>
    public Leading(Proposer proposer, Ballot ballot, RecoveryPlan plan, Instant electionBegan)
        : base(proposer)
    {
        this.ballot = ballot;
        baseSlot = plan.Base;
        recoveredTo = plan.Base.Plus((ulong)plan.Batches.Count);
        ChosenTo = plan.Base;
        toldChosenTo = plan.Base;
        NextSlot = recoveredTo.Next;
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.NextSlotNotClamped) && plan.Batches.Count == 0)
        {
            NextSlot = Slot.First;
        }
#endif
        queue = new CommandQueue(proposer.Settings);
        reads = new ReadIndexes(
            proposer.Acceptors.Acceptors.Count, proposer.Acceptors.Phase2Quorum, proposer.Settings.WaitingReadsMax);
        trimming = new Trimming(proposer.Settings);
        began = proposer.Clock;
        clusterTimeAtStart = plan.Batches.Select(batch => batch.Stamp)
            .Append(proposer.BestProgress?.Stamp ?? 0)
            .Max();
        TakeOffice(electionBegan);
        ProposeRecovered(plan);
    }

    /// <summary>Slots up to it are chosen.</summary>
    public Slot ChosenTo { get; private set; }

    /// <summary>The next slot to propose in.</summary>
    public Slot NextSlot { get; private set; }

    /// <summary>Slots proposed and not yet chosen.</summary>
    public int InFlightCount => inFlight.Count;

    /// <summary>Commands that wait to be proposed.</summary>
    public int QueuedCount => queue.Count;

    // No wall clock: cluster time goes on from where the last leader's batches left it, by the milliseconds counted here.
    private long ClusterTime => clusterTimeAtStart + Proposer.Clock.Since(began);

    /// <inheritdoc/>
    public override void OnMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case Accepted accepted when accepted.Ballot == ballot:
                OnAccepted(accepted);
                break;
            case Confirmed confirmed when confirmed.Ballot == ballot:
                OnConfirmed(confirmed);
                break;
            case Trimmed trimmed when trimmed.Ballot == ballot:
                OnTrimmed(trimmed);
                break;
            case SnapshotTold told when told.Ballot == ballot:
                trimming.Hear(from, told);
                break;
            case Submit submit:
                OnSubmit(from, submit);
                break;
            case ReadIndexAsk ask:
                OnReadIndexAsk(from, ask);
                break;
            default:
                OnOfficeMessage(from, message);
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnFlush()
    {
        while (inFlight.Count < Proposer.Settings.InFlightSlotsMax && queue.Count > 0 && HasQuorumSpace)
        {
            var batch = Batch.Of(ClusterTime, queue.TakeBatch());
            Propose(NextSlot, [batch]);
        }

        if (toldChosenTo < ChosenTo)
        {
            SendToLearners(NextSlot, []);
        }

        if (reads.NeedsConfirm)
        {
            SendConfirm(reads.NextConfirm());
        }
    }

    private void ProposeRecovered(RecoveryPlan plan)
    {
        var chunk = new List<Batch>();
        var bytes = 0;
        var first = plan.Base.Next;
        foreach (var batch in plan.Batches)
        {
            if (chunk.Count > 0 && bytes + batch.Bytes.Length > Proposer.Settings.ChunkBytesMax)
            {
                Propose(first, chunk);
                first = first.Plus((ulong)chunk.Count);
                chunk = [];
                bytes = 0;
            }

            chunk.Add(batch);
            bytes += batch.Bytes.Length;
        }

        if (chunk.Count > 0)
        {
            Propose(first, chunk);
        }
    }

    private void Propose(Slot first, IReadOnlyList<Batch> batches)
    {
        var slot = first;
        foreach (var batch in batches)
        {
            Invariant.Check(slot > ChosenTo && inFlight.Find(slot) is null, $"P1: {ballot} would propose twice in slot {slot}");
            inFlight.Set(slot, new InFlightSlot(batch, Proposer.Clock));
            slot = slot.Next;
        }

        NextSlot = Slot.Max(NextSlot, slot);
        Proposer.SendToAcceptors(new Accept(ballot, first, batches, ChosenTo, TrimTo, reads.NextCounter()));
        SendToLearners(first, batches);
    }

    private void OnAccepted(Accepted accepted)
    {
        var index = HearAcceptor(accepted.Acceptor, accepted.Counter);
        if (index < 0)
        {
            return;
        }

        SetSpace(index, hasSpace: true);
        foreach (var (slot, entry) in inFlight.From(accepted.Slots.First))
        {
            if (slot > accepted.Slots.Last)
            {
                break;
            }

#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.CountsOneVoteTwice))
            {
                entry.Votes = entry.Votes.With((index + 1) % Proposer.Acceptors.Acceptors.Count);
            }
#endif
            entry.Votes = entry.Votes.With(index);
        }

        AdvanceChosen();
    }

    // L1: a slot is chosen when a phase-2 quorum voted for its batch at this one ballot, or was so before phase 1 and is trimmed since.
    private void AdvanceChosen()
    {
        var trimmed = trimmedTo.Length == 0 ? Slot.None : trimmedTo.Max();
        while (inFlight.Find(ChosenTo.Next) is { } entry
            && (entry.Votes.Count >= Proposer.Acceptors.Phase2Quorum || ChosenTo.Next <= trimmed))
        {
            ChosenTo = ChosenTo.Next;
            hash = hash.With(ChosenTo, entry.Batch);
            inFlight.Remove(ChosenTo);
            queue.Forget(entry.Batch);
        }

        if (ChosenTo >= recoveredTo && earlyReads.Count > 0)
        {
            foreach (var (learner, nonce) in earlyReads)
            {
                reads.Add(learner, nonce, ChosenTo);
            }

            earlyReads.Clear();
        }
    }

    private void OnSubmit(NodeId from, Submit submit)
    {
        if (handOver is not null)
        {
            Refuse(from, submit, RefusalReason.NotLeader);
            return;
        }

        if (!HasQuorumSpace)
        {
            // A copy of what is in flight is not refused: the first copy may yet be chosen.
            var unknown = submit.Commands.Where(command => !queue.Holds(command)).ToArray();
            Refuse(from, new Submit(unknown), RefusalReason.NoSpace);
            return;
        }

        var refused = submit.Commands.Where(command => !queue.TryAdd(from, command)).ToArray();
        if (refused.Length > 0)
        {
            Refuse(from, new Submit(refused), RefusalReason.Overloaded);
        }
    }

    // A read must not be answered from a watermark that leaves out what an earlier leader had chosen and answered; until the recovered
    // slots are chosen the capture waits.
    private void OnReadIndexAsk(NodeId from, ReadIndexAsk ask)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ReadIndexNotConfirmed))
        {
            Proposer.SendNow(from, new ReadIndexTold(ask.Nonce, ChosenTo));
            return;
        }

        if (Planted.Is(PlantedBug.ReadIndexBeforeRecovery))
        {
            reads.Add(from, ask.Nonce, ChosenTo);
            return;
        }
#endif
        if (ChosenTo >= recoveredTo)
        {
            reads.Add(from, ask.Nonce, ChosenTo);
        }
        else if (earlyReads.Count < Proposer.Settings.WaitingReadsMax)
        {
            earlyReads.Add((from, ask.Nonce));
        }
    }

    private int HearAcceptor(DiskId acceptor, ulong counter)
    {
        var index = Proposer.Acceptors.IndexOf(acceptor);
        if (index < 0)
        {
            return index;
        }

        heardAt[index] = Proposer.Clock;
        foreach (var (learner, told) in reads.Hear(index, counter))
        {
            Proposer.SendNow(learner, told);
        }

        return index;
    }

    private void SendConfirm(ulong counter) => Proposer.SendToAcceptors(new Confirm(ballot, counter, ChosenTo));

    private void SendToLearners(Slot first, IReadOnlyList<Batch> batches)
    {
        toldChosenTo = ChosenTo;
        toldLearners = Proposer.Clock;
        var learn = new Learn(ballot, first, batches, baseSlot, ChosenTo, hash);
        foreach (var learner in Learners())
        {
            Proposer.SendNow(learner, learn);
        }
    }
}
