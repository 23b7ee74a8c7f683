namespace Paxos.Protocol;

// What no safety rule rests on: forming's questions, the leader's liveness, and the repair of damaged slots.
public sealed partial class Acceptor
{
    private Instant? leaderHeard;
    private string leader = string.Empty;
    private Ballot leaderBallot;
    private Transfer? transfer;
    private Instant transferEnds;
    private Instant nextIdentityAsk;
    private Instant nextRepair;
    private string reportedWait = string.Empty;
    private bool isStarted;

    /// <inheritdoc/>
    public override string Hindrance => QuarantineReason.Length > 0 ? $"quarantined: {QuarantineReason}"
        : forming.Foreign is { } foreign ? $"blank: this disk does not stand in cluster {foreign.ClusterId:x16}; "
            + "restore its data folder, or let a reconfiguration admit it"
        : forming.Contradiction is { } contradiction ? $"forming: {contradiction}"
        : !forming.IsActive ? $"forming: waits for {string.Join(", ", forming.WaitsFor)}"
        : !IsWitnessed ? $"starting: waits for what {string.Join(", ", AwaitedWitnesses)} were told of its disk"
        : !hasSpace ? "the disk has no space for votes"
        : string.Empty;

    /// <summary>Whether a formed cluster knows its name with another disk: it must not vote.</summary>
    public bool IsShutOut => forming.Foreign is not null;

    /// <summary>Whether its disk has room for votes.</summary>
    public bool HasSpace => hasSpace;

    /// <summary>The name of the leader that it hears; empty when none.</summary>
    public string Leader => leader;

    /// <inheritdoc/>
    protected override void OnTick()
    {
        if (!isStarted)
        {
            Start();
        }

        if (!forming.IsActive && QuarantineReason.Length == 0 && Now.HasReached(nextIdentityAsk))
        {
            nextIdentityAsk = Now.Plus(Options.IdentityAskMilliseconds);
            AskIdentities();
            Advance();
        }

        TickWitnesses();
        if (votes.FaultyCount > 0 && MayVote && Now.HasReached(nextRepair))
        {
            nextRepair = Now.Plus(Options.ResendMilliseconds);
            AskForRepair();
        }
    }

    private void Start()
    {
        isStarted = true;

        // After a start it cannot know what it heard; a leader that lives is left in peace for one more election time.
        leaderHeard = Now;
        if (forming.Identity is null && QuarantineReason.Length == 0)
        {
            Persist(forming.Begin(Context.FreshDisk));
            Report(new DiskStateChanged(DiskState.Blank, Context.FreshDisk, null));
        }
    }

    private void AskIdentities()
    {
        foreach (var other in forming.Others)
        {
            SendAtOnce(new NodeId(other, Role.Acceptor), new IdentityAsk(Context.BootNonce));
        }

        var waits = string.Join(", ", forming.WaitsFor);
        if (waits != reportedWait && waits.Length > 0)
        {
            reportedWait = waits;
            Report(new FormingWaits(waits));
        }
    }

    private void OnIdentityTold(NodeId from, IdentityTold told)
    {
        var wasContradicted = forming.Contradiction;
        var wasForeign = forming.Foreign;
        forming.Hear(from.Name, told);
        if (wasForeign is null && forming.Foreign is { } foreign)
        {
            Report(new BlankInFormedCluster(Disk, foreign));
        }

        Advance();
        if (wasContradicted is null && forming.Contradiction is { } contradiction)
        {
            Report(new FormingContradicted(contradiction));
        }
    }

    private void Advance()
    {
        while (forming.Advance() is { } identity)
        {
            Persist(identity);
            Report(new DiskStateChanged(identity.State, identity.Disk, identity.Configuration));
            if (identity.State == DiskState.Active)
            {
                Configuration = identity.Configuration;
            }
        }
    }

    private void HearLeader(string name)
    {
        leaderHeard = Now;
        leader = name;
    }

    private void HearLeader(string name, Ballot ballot, ulong counter, Slot chosenTo)
    {
        if (ballot < leaderBallot)
        {
            return;
        }

        leaderCounter = ballot == leaderBallot ? Math.Max(leaderCounter, counter) : counter;
        leaderBallot = ballot;
        ChosenTo = Slot.Max(ChosenTo, chosenTo);
        HearLeader(name);
    }

    private void OnLinkLost(LinkLost lost)
    {
        if (string.Equals(lost.Name, leader, StringComparison.Ordinal))
        {
            leaderHeard = null;
        }
    }

    private void OnTransfer(Transfer offered)
    {
        if (offered.Ballot == Promised)
        {
            transfer = offered;
            transferEnds = Now.Plus(Options.TransferMilliseconds);
        }
    }

    // Changes nothing. Leader stickiness only dampens elections; no safety rule rests on it.
    private void OnPreElect(NodeId from, PreElect ask)
    {
        var isSuccessor = transfer is { } offered && offered.Ballot == Promised && offered.Successor == ask.Owner
            && !Now.HasReached(transferEnds);
        var isLeaderless = leaderHeard is not { } heard || Now.Since(heard) >= Options.ElectionMinimumMilliseconds;
        var told = Promised;
#if PLANTED_BUGS
        told = Planted.Is(PlantedBug.RefusalHidesBallot) && !(isSuccessor || isLeaderless) ? Ballot.Zero : told;
#endif
        SendAtOnce(from, new PreElected(ask.Nonce, Disk, isSuccessor || isLeaderless, told));
    }

    private void AskForRepair()
    {
        var learners = Membership.AliveWith(Role.Learner);
        if (learners.Count > 0 && votes.FirstFaulty(Options.FetchSlotsMax) is { } slots)
        {
            var learner = learners[(int)Random.Next(0, learners.Count - 1)];
            SendAtOnce(new NodeId(learner, Role.Learner), new Fetch(slots, AnswersMax: 1));
        }
    }

    private void OnFetched(Fetched fetched)
    {
        var slot = fetched.First;
        foreach (var batch in fetched.Batches)
        {
            if (votes.IsFaulty(slot))
            {
                votes.Set(new Vote(slot, Ballot.Zero, batch, IsChosen: true));
                Persist(new ChosenRecord(slot, batch));
                Report(new FaultySlotRepaired(slot));
            }

            slot = slot.Next;
        }
    }
}
