using System.Diagnostics;
using Paxos.Protocol.Accepting;

namespace Paxos.Protocol;

/// <summary>
/// Promises and votes (Lamport, "Paxos Made Simple", section 2.2), one promise for all slots, each told only when it is durable
/// (rule D1). The only role whose disk is on the path of a write. It votes only when its disk is Active in a configuration, and known
/// not to have been put back to an older state (rule K1).
/// </summary>
public sealed partial class Acceptor : BaseNode
{
    private readonly Forming forming;
    private readonly VoteLog votes = new();
    private Ballot loggedPromise;
    private ulong leaderCounter;
    private bool hasSpace = true;

    /// <summary>An acceptor of the process described by <paramref name="context"/>.</summary>
    public Acceptor(NodeContext context, Prng random, bool speaksForProcess)
        : base(Role.Acceptor, context, random, speaksForProcess)
    {
        forming = new Forming(context.Name, context.InitialAcceptors, context.PinnedClusterId);
    }

    /// <summary>The highest ballot promised, durable or about to be.</summary>
    public Ballot Promised { get; private set; }

    /// <summary>The highest watermark heard from any leader: slots up to it are chosen.</summary>
    public Slot ChosenTo { get; private set; }

    /// <summary>Slots up to it are no longer held.</summary>
    public Slot TrimmedTo { get; private set; }

    /// <summary>The highest slot voted in.</summary>
    public Slot HighestVote => votes.Highest;

    /// <summary>How many slots it holds a vote for.</summary>
    public int VoteCount => votes.Count;

    /// <summary>How many slots' votes are damaged on its disk and not yet repaired.</summary>
    public int FaultyCount => votes.FaultyCount;

    /// <summary>Its disk's identity and how far forming has come; null before the first tick.</summary>
    public IdentityRecord? Identity => forming.Identity;

    /// <summary>Why its disk may never vote again; empty when it may.</summary>
    public string QuarantineReason { get; private set; } = string.Empty;

    /// <summary>Why forming cannot go on until a person acts; null while it can.</summary>
    public string? FormingContradiction => forming.Contradiction;

    /// <summary>Whether it promises and votes: its disk belongs to the cluster, is witnessed (rule K1) and not quarantined.</summary>
#if PLANTED_BUGS
    public bool MayVote => (IsWitnessed || (Planted.Is(PlantedBug.VotesUnwitnessed) && Configuration is not null))
        && QuarantineReason.Length == 0;
#else
    public bool MayVote => IsWitnessed && QuarantineReason.Length == 0;
#endif

    private DiskId Disk => forming.Identity!.Disk;

    /// <inheritdoc/>
    public override void Recover(DurableRecord record)
    {
        switch (record)
        {
            case IdentityRecord identity:
                forming.Restore(identity);
                Configuration = identity.State == DiskState.Active ? identity.Configuration : null;
                break;
            case PromiseRecord promise:
                RecoverPromise(promise.Ballot);
                break;
            case VoteRecord vote:
                RecoverPromise(vote.Ballot);
                ChosenTo = Slot.Max(ChosenTo, vote.ChosenTo);
                RecoverVote(new Vote(vote.Slot, vote.Ballot, vote.Batch, IsChosen: false));
                break;
            case ChosenRecord chosen:
                RecoverVote(new Vote(chosen.Slot, Ballot.Zero, chosen.Batch, IsChosen: true));
                break;
            case TrimRecord trim:
                Forget(Slot.Max(TrimmedTo, trim.TrimmedTo));
                break;
            case FaultyRecord damaged:
                RecoverPromise(damaged.Highest);
                if (damaged.Slots is { } slots && slots.Last > TrimmedTo)
                {
                    votes.MarkFaulty(new SlotRange(Slot.Max(slots.First, TrimmedTo.Next), slots.Last));
                }

                break;
            case MarksRecord written:
                RestoreMarks(written);
                break;
            case StampRecord found:
                (stampBase, Stamp) = (found.Stamp, found.Stamp);
                break;
            case QuarantineRecord quarantine:
                QuarantineReason = quarantine.Reason;
                Report(new Quarantined(quarantine.Reason));
                break;
            default:
                throw new UnreachableException($"An acceptor keeps no {record.GetType().Name}.");
        }
    }

    /// <inheritdoc/>
    protected override void OnMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case IdentityAsk ask when forming.Identity is { } identity:
                Send(from, new IdentityTold(ask.Nonce, identity.State, identity.Disk, identity.Configuration));
                break;
            case IdentityTold told when told.Nonce == Context.BootNonce:
                OnIdentityTold(from, told);
                break;
            case LinkLost lost:
                OnLinkLost(lost);
                break;
            case SpaceChanged space:
                hasSpace = space.HasSpace;
                break;
            case Fetched fetched:
                OnFetched(fetched);
                break;
            case GroupsDurable durable:
                OnGroupsDurable(durable);
                break;
            case StampTold told when QuarantineReason.Length == 0:
                OnStampTold(from, told);
                break;
            case StampHeard heard when heard.Life == Context.BootNonce && QuarantineReason.Length == 0:
                OnStampHeard(from, heard);
                break;
            default:
                if (MayVote)
                {
                    OnProposerOrLearner(from, message);
                }

                break;
        }
    }

    private void OnProposerOrLearner(NodeId from, Message message)
    {
        switch (message)
        {
            case Prepare prepare:
                OnPrepare(from, prepare);
                break;
            case Accept accept:
                OnAccept(from, accept);
                break;
            case Confirm confirm:
                OnConfirm(from, confirm);
                break;
            case Trim trim:
                OnTrim(from, trim);
                break;
            case PreElect ask:
                OnPreElect(from, ask);
                break;
            case Transfer transfer:
                OnTransfer(transfer);
                break;
            case ReadVotes read:
                OnReadVotes(from, read);
                break;
        }
    }

    private void OnPrepare(NodeId from, Prepare prepare)
    {
        if (prepare.Ballot < Promised)
        {
            SendAtOnce(from, new Nack(prepare.Ballot, Promised, Disk));
            return;
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.RepeatedPromiseAtOnce) && prepare.Ballot == Promised)
        {
            SendPromise(from, prepare);
            ReleaseAtOnce();
            return;
        }
#endif
        RaisePromise(prepare.Ballot);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.PromiseNotLogged))
        {
            loggedPromise = prepare.Ballot;
        }
#endif
        if (loggedPromise < prepare.Ballot)
        {
            Persist(new PromiseRecord(prepare.Ballot));
            loggedPromise = prepare.Ballot;
        }

        // A candidate that was promised a ballot is given the time to use it.
        HearLeader(from.Name);
        SendPromise(from, prepare);
    }

    // Votes at or below the watermark are left out: those slots are chosen and the proposer must not propose in them again. That
    // keeps a promise as short as what is in flight, however long the log is and whoever answers the proposer.
    private void SendPromise(NodeId to, Prepare prepare)
    {
        var floor = Slot.Max(ChosenTo, TrimmedTo).Next;
        var next = prepare.From;
        while (true)
        {
            var wanted = new SlotRange(Slot.Max(next, floor), new Slot(ulong.MaxValue));
            var (covers, listed, faulty) = votes.Read(wanted, Options.ChunkBytesMax);
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.PromiseOmitsHighestVote))
            {
                listed = [.. listed.SkipLast(1)];
            }

            if (Planted.Is(PlantedBug.PromiseHidesDamage))
            {
                faulty = [];
            }
#endif
            var promise = new Promise(
                prepare.Ballot, Disk, TrimmedTo, ChosenTo, new SlotRange(next, covers.Last), listed, faulty);
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.PromiseHidesWatermark))
            {
                promise = promise with { TrimmedTo = Slot.None, ChosenTo = Slot.None };
            }
#endif
            Send(to, promise);
            if (covers.Last == wanted.Last)
            {
                return;
            }

            next = covers.Last.Next;
        }
    }

    private void OnAccept(NodeId from, Accept accept)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.AcceptsBelowPromise))
        {
            Promised = accept.Ballot;
        }
#endif
        if (accept.Ballot < Promised)
        {
            SendAtOnce(from, new Nack(accept.Ballot, Promised, Disk));
            return;
        }

        HearLeader(from.Name, accept.Ballot, accept.Counter, accept.ChosenTo);
        TrimTo(from, accept.Ballot, accept.ChosenTo, accept.TrimTo);
        if (!hasSpace)
        {
            SendAtOnce(from, new NoSpace(accept.Ballot, Disk, CounterOf(accept)));
            return;
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.DuplicateAcceptedAtOnce) && votes.Find(accept.First)?.Ballot == accept.Ballot)
        {
            SendAtOnce(from, new Accepted(accept.Ballot, Disk, new SlotRange(accept.First, accept.First), accept.Counter));
            return;
        }
#endif
        var slot = accept.First;
        foreach (var batch in accept.Batches)
        {
            if (slot > TrimmedTo)
            {
                VoteFor(accept.Ballot, slot, batch);
            }

            slot = slot.Next;
        }

        // A repeated Accept appends nothing and waits for the same disk write, so its answer never runs ahead of the first one's.
        var first = Slot.Max(accept.First, TrimmedTo.Next);
        if (first > accept.First)
        {
            Send(from, new Trimmed(accept.Ballot, Disk, TrimmedTo));
        }

        if (first < slot)
        {
            Send(from, new Accepted(accept.Ballot, Disk, new SlotRange(first, slot.Previous), CounterOf(accept)));
        }
    }

    private void VoteFor(Ballot ballot, Slot slot, Batch batch)
    {
        var before = votes.Find(slot);
        Invariant.Check(before is null || before.Ballot <= ballot, $"A2: slot {slot} has a vote at {before?.Ballot}, above {ballot}");
        if (before is not null && before.Ballot == ballot)
        {
            Invariant.Check(before.Batch.Equals(batch), $"A3: slot {slot} at {ballot} has {before.Batch} and is asked for {batch}");
            return;
        }

        Invariant.Check(
            before is not { IsChosen: true } || before.Batch.Equals(batch),
            $"L2: slot {slot} is chosen and {ballot} proposes another batch");
        RaisePromise(ballot);
        loggedPromise = Ballot.Max(loggedPromise, ballot);
        if (votes.IsFaulty(slot))
        {
            Report(new FaultySlotRepaired(slot));
        }

        votes.Set(new Vote(slot, ballot, batch, IsChosen: false));
        Persist(new VoteRecord(ballot, slot, batch, ChosenTo));
    }

    // Changes no promise and waits for no disk; the promise it compares with may not be durable yet, which only makes it refuse more.
    private void OnConfirm(NodeId from, Confirm confirm)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ConfirmsDeposedLeader) && confirm.Ballot < Promised)
        {
            SendAtOnce(from, new Confirmed(confirm.Ballot, Disk, confirm.Counter));
            return;
        }
#endif
        if (confirm.Ballot < Promised)
        {
            SendAtOnce(from, new Nack(confirm.Ballot, Promised, Disk));
            return;
        }

        HearLeader(from.Name, confirm.Ballot, confirm.Counter, confirm.ChosenTo);

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.HeartbeatRaisesPromise))
        {
            RaisePromise(confirm.Ballot);
            loggedPromise = confirm.Ballot;
        }
#endif
        // A leader that may propose nothing, because too many disks are full, hears from this alone that one has space again.
        SendAtOnce(from, hasSpace
            ? new Confirmed(confirm.Ballot, Disk, confirm.Counter)
            : new NoSpace(confirm.Ballot, Disk, confirm.Counter));
    }

    // The answer waits for the disk like a promise, so every vote in it is durable when it is read.
    private void OnReadVotes(NodeId from, ReadVotes read)
    {
        var slots = read.Slots;
        for (int left = Math.Min(read.AnswersMax, Options.FetchAnswersMax); left > 0; left--)
        {
            var (covers, listed, faulty) = votes.Read(slots, Options.ChunkBytesMax);
            var isLast = left == 1 || covers.Last >= slots.Last;
            Send(from, new VotesRead(read.Nonce, Disk, TrimmedTo, covers, listed, faulty, isLast));
            if (isLast)
            {
                break;
            }

            slots = new SlotRange(covers.Last.Next, slots.Last);
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.VotesReadBeforeDurable))
        {
            ReleaseAtOnce();
        }
#endif
    }

    // A later ballot's Confirm may have been heard while the promise still allows this one; counters of two ballots never mix.
    private ulong CounterOf(Accept accept) => accept.Ballot == leaderBallot ? leaderCounter : accept.Counter;

    private void RaisePromise(Ballot ballot)
    {
        Invariant.Check(ballot >= Promised, $"A1: the promise {Promised} would fall to {ballot}");
        Promised = ballot;
    }

    private void RecoverVote(Vote vote)
    {
        // Whole segments are deleted, so the oldest that is left may begin with slots that were trimmed.
        if (vote.Slot > TrimmedTo)
        {
            votes.Set(vote);
        }
    }

    private void RecoverPromise(Ballot ballot)
    {
        Promised = Ballot.Max(Promised, ballot);
        loggedPromise = Promised;
    }
}
