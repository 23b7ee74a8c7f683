namespace Paxos.Protocol.Proposing;

/// <summary>
/// Watches the leader. When it is silent for a random time, asks the acceptors whether they would promise a ballot (pre-election),
/// and begins phase 1 only when a phase-1 quorum would: a node that was cut off and comes back deposes nobody.
/// </summary>
internal sealed class Standby : ProposerState
{
    // Gossip may delay a campaign by this many silences but never prevent it.
    private const int SilencesDespiteGossip = 2;

    private readonly Instant campaignFrom;
    private Instant? deadline;
    private Instant askedAt;
    private int silences;
    private bool isSuspected;
    private ulong nonce;
    private ulong offeredNonce;
    private AcceptorSet grants;

    /// <param name="proposer">Whose phase it is.</param>
    /// <param name="campaignFrom">It does not campaign earlier.</param>
    public Standby(Proposer proposer, Instant campaignFrom)
        : base(proposer)
    {
        this.campaignFrom = campaignFrom;
    }

    /// <inheritdoc/>
    public override void OnMessage(NodeId from, Message message)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ServesAfterStepDown) && message is ReadIndexAsk ask)
        {
            Proposer.SendNow(from, new ReadIndexTold(ask.Nonce, Proposer.HeardChosenTo));
        }
#endif
        switch (message)
        {
            case Heartbeat heartbeat:
                OnHeartbeat(from, heartbeat);
                break;
            case PreElected told:
                OnPreElected(told);
                break;
            case Transfer transfer when transfer.Successor == Proposer.Owner && !Proposer.IsStopping:
                OnTransfer(from, transfer);
                break;
            case LinkLost lost when string.Equals(lost.Name, Proposer.Leader, StringComparison.Ordinal):
                OnLeaderGone();
                break;
            case Submit submit:
                Refuse(from, submit, RefusalReason.NotLeader);
                break;
        }
    }

    /// <inheritdoc/>
    public override void OnTick()
    {
        deadline ??= Proposer.Clock.Plus(Silence());
        if (!Proposer.Clock.HasReached(deadline.Value))
        {
            return;
        }

        deadline = Proposer.Clock.Plus(Silence());
        silences++;
        var leader = Proposer.Leader;
        var mayAsk = leader.Length == 0 || isSuspected || silences > SilencesDespiteGossip || Proposer.IsDoubted(leader);
        if (mayAsk && Proposer.Clock.HasReached(campaignFrom) && !Proposer.IsStopping)
        {
            Ask(leader.Length == 0 ? "no leader is known" : $"{leader} is silent");
        }
    }

    // Proposers that gossip believes alive wait longer the later their name comes, so that usually one moves first.
    private long Silence()
    {
        var random = Proposer.Dice.Next(
            Proposer.Settings.ElectionMinimumMilliseconds, Proposer.Settings.ElectionMaximumMilliseconds);
        return random + (random * Rank() / 4);
    }

    private int Rank() =>
        Proposer.AliveProposers.TakeWhile(name => !string.Equals(name, Proposer.Name, StringComparison.Ordinal)).Count();

    private void OnHeartbeat(NodeId from, Heartbeat heartbeat)
    {
        if (heartbeat.Ballot < Proposer.HighestBallot)
        {
            return;
        }

        Proposer.FollowLeader(from.Name, heartbeat.Ballot);
        Proposer.HeardChosenTo = Slot.Max(Proposer.HeardChosenTo, heartbeat.ChosenTo);
        deadline = Proposer.Clock.Plus(Silence());
        silences = 0;
        isSuspected = false;

        // A leader that offers its office goes on with its heartbeats meanwhile.
        if (nonce != offeredNonce || Proposer.Clock.Since(askedAt) >= Proposer.Settings.TransferMilliseconds)
        {
            nonce = 0;
        }
    }

    // The same offer comes until it is taken. Grants that are there already count on.
    private void OnTransfer(NodeId from, Transfer transfer)
    {
        Proposer.SeeBallot(transfer.Ballot);
        if (nonce != 0 && nonce == offeredNonce)
        {
            Proposer.SendToAcceptors(new PreElect(nonce, Proposer.Owner));
            return;
        }

        Ask($"{from.Name} offers its office");
        offeredNonce = nonce;
    }

    // The kernel said that the leader's process is gone: no silence need be waited for, only the better-ranked candidates.
    private void OnLeaderGone()
    {
        isSuspected = true;
        deadline = Proposer.Clock.Plus((Rank() * Proposer.Settings.ResendMilliseconds) + Proposer.Dice.Next(0, 50));
    }

    private void Ask(string why)
    {
        nonce = Proposer.Dice.NextBits() | 1;
        grants = default;
        askedAt = Proposer.Clock;
        Proposer.Tell(new PreElectionStarted(why));
        Proposer.SendToAcceptors(new PreElect(nonce, Proposer.Owner));
        foreach (var learner in Proposer.AliveLearners)
        {
            // What learners have applied is chosen, and need not be prepared; the answers travel beside the acceptors'.
            Proposer.SendNow(new NodeId(learner, Role.Learner), new ProgressAsk());
        }
    }

    private void OnPreElected(PreElected told)
    {
        // A refusal counts too: it tells the ballot to beat.
        Proposer.SeeBallot(told.Promised);
        var index = Proposer.Acceptors.IndexOf(told.Acceptor);
        if (told.Nonce != nonce || !told.Granted || index < 0)
        {
            return;
        }

        grants = grants.With(index);
        if (grants.Count >= Proposer.Acceptors.Phase1Quorum)
        {
            Proposer.Become(new Preparing(Proposer, askedAt));
        }
    }
}
