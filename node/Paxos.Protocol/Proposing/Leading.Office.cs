namespace Paxos.Protocol.Proposing;

// Taking, keeping, handing over and leaving office. No safety rule rests on any of it.
internal sealed partial class Leading
{
    private readonly SortedDictionary<NodeId, (Slot AppliedTo, Instant HeardAt)> learners = [];
    private Instant[] heardAt = [];
    private AcceptorSet full;
    private Instant nextHeartbeat;
    private Instant learnersDueSince;
    private HandingOver? handOver;

    private bool HasQuorumSpace =>
        Proposer.Acceptors.Acceptors.Count - full.Count >= Proposer.Acceptors.Phase2Quorum;

    /// <inheritdoc/>
    public override void OnTick()
    {
        if (Proposer.Clock.HasReached(nextHeartbeat))
        {
            SendHeartbeats();
        }

        SendAgain();
        TickTrimming();
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.HandOverNeverEnds) && handOver is { } lasting)
        {
            handOver = lasting with { Ends = Proposer.Clock.Plus(1_000) };
        }
#endif
        TickHandOver();
        if (IsQuorumSilent())
        {
            StepDown("no phase-2 quorum of acceptors answers", campaignFrom: default);
        }
        else if (AreLearnersSilent())
        {
            StepDown(
                "no learner acknowledges chosen slots",
                Proposer.Clock.Plus(Proposer.Settings.LearnerSilencePenaltyMilliseconds));
        }
    }

    private void TakeOffice(Instant electionBegan)
    {
        heardAt = new Instant[Proposer.Acceptors.Acceptors.Count];
        Array.Fill(heardAt, Proposer.Clock);
        trimmedTo = new Slot[heardAt.Length];
        learnersDueSince = Proposer.Clock;
        Proposer.LastElectionMilliseconds = Proposer.Clock.Since(electionBegan);
        Proposer.FollowLeader(Proposer.Name, ballot);
        Proposer.Tell(new LeadershipWon(ballot, baseSlot, recoveredTo, Proposer.LastElectionMilliseconds));
        SendHeartbeats();
        SendToLearners(NextSlot, []);
    }

    private void OnOfficeMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case Nack nack when nack.Rejected == ballot && nack.Promised > ballot:
                Proposer.SeeBallot(nack.Promised);
                StepDown($"an acceptor promised {nack.Promised}", campaignFrom: default);
                break;
            case Heartbeat heartbeat when heartbeat.Ballot > ballot:
                StepDown($"{from.Name} leads with {heartbeat.Ballot}", campaignFrom: default);
                Proposer.FollowLeader(from.Name, heartbeat.Ballot);
                break;
            case NoSpace noSpace when noSpace.Ballot == ballot:
                OnNoSpace(noSpace);
                break;
            case Progress progress:
                OnProgress(from, progress);
                break;
            case LinkLost lost:
                trimming.Forget(lost.Name);
                break;
            case HandOver wish:
                StartHandOver(wish.Target);
                break;
            case Stopping:
                StartHandOver(string.Empty);
                break;
        }
    }

    private void SendHeartbeats()
    {
        nextHeartbeat = Proposer.Clock.Plus(Proposer.Settings.HeartbeatMilliseconds);
        SendConfirm(reads.NextCounter());
        Proposer.SendToOtherProposers(new Heartbeat(ballot, ChosenTo));
        if (Proposer.Clock.Since(toldLearners) >= Proposer.Settings.ProgressMilliseconds)
        {
            SendToLearners(NextSlot, []);
        }
    }

    // Only to acceptors that have not voted, and less often the longer it lasts.
    private void SendAgain()
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.AcceptsNotRepeated))
        {
            return;
        }
#endif
        foreach (var (slot, entry) in inFlight.From(ChosenTo.Next))
        {
            var patience = (long)Proposer.Settings.ResendMilliseconds << Math.Min(entry.Repeats, 3);
            if (Proposer.Clock.Since(entry.SentAt) < patience)
            {
                continue;
            }

            entry.SentAt = Proposer.Clock;
            entry.Repeats++;
            var accept = new Accept(ballot, slot, [entry.Batch], ChosenTo, TrimTo, reads.Counter);
            for (var index = 0; index < heardAt.Length; index++)
            {
                if (!entry.Votes.Contains(index))
                {
                    Proposer.SendToAcceptor(index, accept);
                }
            }
        }
    }

    // Learners that gossip believes alive, and those that were heard lately whatever gossip believes.
    private IEnumerable<NodeId> Learners()
    {
        var alive = Proposer.AliveLearners.Select(name => new NodeId(name, Role.Learner));
        var heard = learners
            .Where(learner => Proposer.Clock.Since(learner.Value.HeardAt) < Proposer.Settings.LearnerSilenceMilliseconds)
            .Select(learner => learner.Key);
        return alive.Union(heard);
    }

    private void OnProgress(NodeId from, Progress progress)
    {
        learners[from] = (progress.AppliedTo, Proposer.Clock);
        learnersDueSince = Proposer.Clock;
    }

    private void OnConfirmed(Confirmed confirmed)
    {
        var index = HearAcceptor(confirmed.Acceptor, confirmed.Counter);
        if (index >= 0)
        {
            SetSpace(index, hasSpace: true);
        }
    }

    private void OnNoSpace(NoSpace noSpace)
    {
        var index = HearAcceptor(noSpace.Acceptor, noSpace.Counter);
        if (index >= 0)
        {
            SetSpace(index, hasSpace: false);
        }
    }

    private void SetSpace(int index, bool hasSpace)
    {
        if (full.Contains(index) != hasSpace)
        {
            return;
        }

        var before = HasQuorumSpace;
        full = hasSpace ? full.Without(index) : full.With(index);
        if (before == HasQuorumSpace)
        {
            return;
        }

        Proposer.Tell(new QuorumSpaceChanged(HasQuorumSpace));
        if (!HasQuorumSpace)
        {
            RefuseWaiting(RefusalReason.NoSpace);
        }
    }

    private bool IsQuorumSilent() =>
        heardAt.Count(heard => Proposer.Clock.Since(heard) < Proposer.Settings.QuorumSilenceMilliseconds)
            < Proposer.Acceptors.Phase2Quorum;

    // Each word of a learner puts the time off. A learner that gossip believes alive and that is not heard cannot reach this leader, and
    // client nodes hear from learners who leads: nothing would ever be submitted here, so nothing be outstanding.
    private bool AreLearnersSilent()
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.IgnoresSilentLearners))
        {
            return false;
        }
#endif
        var applied = learners.Count == 0 ? Slot.None : learners.Values.Max(learner => learner.AppliedTo);
        if (applied >= ChosenTo && Proposer.AliveLearners.Count == 0)
        {
            learnersDueSince = Proposer.Clock;
        }

        return Proposer.Clock.Since(learnersDueSince) >= Proposer.Settings.LearnerSilenceMilliseconds;
    }

    private void StartHandOver(string wished)
    {
        var target = wished.Length > 0 ? wished
            : Proposer.AliveProposers.FirstOrDefault(name => !string.Equals(name, Proposer.Name, StringComparison.Ordinal)) ?? string.Empty;
        var owner = target.Length == 0 || string.Equals(target, Proposer.Name, StringComparison.Ordinal) ? 0 : Proposer.OwnerOf(target);
        if (owner == 0)
        {
            Proposer.Tell(new HandOverFailed(target, "no such other proposer is known"));
            return;
        }

        Proposer.Tell(new HandOverStarted(target));
        handOver = new HandingOver(target, owner, Ends: Proposer.Clock.Plus(Proposer.Settings.TransferMilliseconds), Again: default);
        Offer(handOver);
    }

    private void TickHandOver()
    {
        if (handOver is null)
        {
            return;
        }

        if (Proposer.Clock.HasReached(handOver.Ends))
        {
            Proposer.Tell(new HandOverFailed(handOver.Target, "it took no higher ballot in time"));
            handOver = null;
        }
        else if (Proposer.Clock.HasReached(handOver.Again))
        {
            Offer(handOver);
        }
    }

    // Again and again: the successor's question may have overtaken the offer at the acceptors, and any of them may be lost.
    private void Offer(HandingOver offered)
    {
        handOver = offered with { Again = Proposer.Clock.Plus(Proposer.Settings.ResendMilliseconds) };
        var transfer = new Transfer(ballot, offered.Owner);
        Proposer.SendToAcceptors(transfer);
        Proposer.SendNow(new NodeId(offered.Target, Role.Proposer), transfer);
    }

    private void StepDown(string why, Instant campaignFrom)
    {
        Proposer.Tell(new LeadershipLost(ballot, why));
        Proposer.FollowLeader(string.Empty, ballot);
        RefuseWaiting(RefusalReason.NotLeader);
        Proposer.Become(new Standby(Proposer, campaignFrom));
    }

    private void RefuseWaiting(RefusalReason reason)
    {
        foreach (var (client, keys) in queue.Drain())
        {
            Proposer.SendNow(client, new Refused(reason, Proposer.Leader, keys));
        }
    }

    private sealed record HandingOver(string Target, ulong Owner, Instant Ends, Instant Again);
}
