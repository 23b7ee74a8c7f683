namespace Paxos.Protocol.Proposing;

/// <summary>
/// Phase 1, once for all slots: collects promises at its ballot until a phase-1 quorum speaks about every slot that may have a
/// vote. It asks again until every acceptor has answered.
/// </summary>
internal sealed class Preparing : ProposerState
{
    private readonly Instant electionBegan;
    private readonly Instant began;
    private readonly Ballot ballot;
    private readonly Slot from;
    private readonly PromiseCollector[] collectors;
    private Instant nextAsk;
    private Slot reportedWait;

    /// <param name="proposer">Whose phase it is.</param>
    /// <param name="electionBegan">When it first asked for the office.</param>
    public Preparing(Proposer proposer, Instant electionBegan)
        : base(proposer)
    {
        this.electionBegan = electionBegan;
        began = proposer.Clock;
        ballot = new Ballot(proposer.Acceptors.Epoch, proposer.HighestBallot.Round + 1, proposer.Owner);
        from = (proposer.BestProgress?.AppliedTo ?? Slot.None).Next;
        collectors = [.. proposer.Acceptors.Acceptors.Select(_ => new PromiseCollector(from))];
        proposer.SeeBallot(ballot);
        proposer.Tell(new PrepareStarted(ballot, from));
        Ask();
    }

    /// <inheritdoc/>
    public override void OnMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case Promise promise when promise.Ballot == ballot:
                OnPromise(promise);
                break;
            case Progress:
                Evaluate();
                break;
            case Nack nack when nack.Rejected == ballot && nack.Promised > ballot:
                Proposer.SeeBallot(nack.Promised);
                StandBy();
                break;
            case Heartbeat heartbeat when heartbeat.Ballot > ballot:
                Proposer.FollowLeader(from.Name, heartbeat.Ballot);
                StandBy();
                break;
            case Stopping:
                StandBy();
                break;
            case Submit submit:
                Refuse(from, submit, RefusalReason.NotLeader);
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnTick()
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.PrepareNotRepeated))
        {
            return;
        }

        if (Planted.Is(PlantedBug.SkipsPhase1))
        {
            Proposer.Become(new Leading(Proposer, ballot, new RecoveryPlan(from.Previous, [], null), electionBegan));
            return;
        }
#endif
        var answered = collectors.Count(collector => collector.Complete is not null);
        if (answered < Proposer.Acceptors.Phase1Quorum
            && Proposer.Clock.Since(began) > 2L * Proposer.Settings.ElectionMaximumMilliseconds)
        {
            // Whoever reaches a quorum should have the acceptors that this proposer keeps busy.
            StandBy();
        }
        else if (Proposer.Clock.HasReached(nextAsk))
        {
            Ask();
        }
    }

    private void Ask()
    {
        nextAsk = Proposer.Clock.Plus(Proposer.Settings.ResendMilliseconds);
        for (var index = 0; index < collectors.Length; index++)
        {
            if (collectors[index].Complete is null)
            {
                Proposer.SendToAcceptor(index, new Prepare(ballot, from));
            }
        }

        foreach (var learner in Proposer.AliveLearners)
        {
            Proposer.SendNow(new NodeId(learner, Role.Learner), new ProgressAsk());
        }
    }

    private void OnPromise(Promise promise)
    {
        var index = Proposer.Acceptors.IndexOf(promise.Acceptor);
        if (index < 0)
        {
            return;
        }

        collectors[index].Add(promise);
        Evaluate();
    }

    private void Evaluate()
    {
        var complete = collectors.Select(collector => collector.Complete).OfType<CompletePromise>().ToArray();
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.Phase1QuorumTooSmall)
            && complete.Length > 0 && complete.Length == Proposer.Acceptors.Phase1Quorum - 1)
        {
            Proposer.Become(new Leading(Proposer, ballot, Recovery.Decide(from.Previous, complete, complete.Length), electionBegan));
            return;
        }
#endif
        if (complete.Length < Proposer.Acceptors.Phase1Quorum)
        {
            return;
        }

        var known = Slot.Max(from.Previous, Proposer.BestProgress?.AppliedTo ?? Slot.None);
        var plan = Recovery.Decide(known, complete, Proposer.Acceptors.Phase1Quorum);
        if (plan.Waiting is not { } slot)
        {
            Proposer.Become(new Leading(Proposer, ballot, plan, electionBegan));
        }
        else if (slot != reportedWait)
        {
            reportedWait = slot;
            Proposer.Tell(new PrepareWaits(ballot, slot));
        }
    }

    private void StandBy() => Proposer.Become(new Standby(Proposer, campaignFrom: default));
}
