using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Lamport, "Paxos Made Simple" (2001), section 2.2: an acceptor may always ignore a request, and answers only what keeps its promises.
public sealed class AcceptorTests
{
    private static readonly Batch X = BatchOf("x");

    private static readonly Batch Y = BatchOf("y");

    // Section 2.2, P1a: "An acceptor can accept a proposal numbered n iff it has not responded to a prepare request having a number
    // greater than n."
    [Fact]
    public void Accept_below_the_promise_is_nacked_with_the_promised_ballot()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, new Prepare(Round(5), Slot.First));
        acceptor.TakeEffects();

        acceptor.Hear(Leader, Accepting(Round(4), 1, X));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new Nack(Round(4), Round(5), Disks[0])], effects.All<Nack>());
        Assert.Empty(effects.Records);
        Assert.Equal(0, acceptor.VoteCount);
    }

    [Fact]
    public void Prepare_below_the_promise_is_nacked_with_the_promised_ballot()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, new Prepare(Round(5), Slot.First));
        acceptor.TakeEffects();

        acceptor.Hear(Leader, new Prepare(Round(4), Slot.First));

        Assert.Equal([new Nack(Round(4), Round(5), Disks[0])], acceptor.Sent<Nack>());
        Assert.Equal(Round(5), acceptor.Promised);
    }

    // Section 2.5: an acceptor records its intended response in stable storage before actually sending it. Rule D1.
    [Fact]
    public void Promise_waits_for_its_record()
    {
        var acceptor = ActiveAcceptor();

        acceptor.Hear(Leader, new Prepare(Round(1), Slot.First));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new PromiseRecord(Round(1))], effects.Records);
        Assert.Single(effects.AfterDurable);
        Assert.Empty(effects.AtOnce);
    }

    [Fact]
    public void Vote_waits_for_its_record()
    {
        var acceptor = ActiveAcceptor();

        acceptor.Hear(Leader, Accepting(Round(1), 1, X));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new VoteRecord(Round(1), At(1), X, Slot.None)], effects.Records);
        Assert.Equal([new Accepted(Round(1), Disks[0], Range(1, 1), 1)], effects.AfterDurable.Select(sent => sent.Message));
        Assert.Empty(effects.AtOnce);
    }

    // Schedule S4: a repeated question is answered behind the same disk write, never at once.
    [Fact]
    public void Repeated_prepare_and_accept_append_nothing_and_wait_all_the_same()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, new Prepare(Round(1), Slot.First));
        acceptor.Hear(Leader, Accepting(Round(1), 1, X));
        acceptor.TakeEffects();

        acceptor.Hear(Leader, new Prepare(Round(1), Slot.First));
        acceptor.Hear(Leader, Accepting(Round(1), 1, X));

        var effects = acceptor.TakeEffects();
        Assert.Empty(effects.Records);
        Assert.Equal(2, effects.AfterDurable.Count);
        Assert.Empty(effects.AtOnce);
    }

    // Section 2.2, phase 1(b): the response names the highest-numbered proposal accepted.
    [Fact]
    public void Promise_lists_the_newest_vote_of_every_slot_above_the_watermark()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, Accepting(Round(1), 1, X));
        acceptor.Hear(Leader, Accepting(Round(1), 2, X));
        acceptor.Hear(Leader, new Accept(Round(2), At(2), [Y], At(1), Slot.None, 2));
        acceptor.TakeEffects();

        acceptor.Hear(Leader, new Prepare(Round(3), Slot.First));

        var promise = Assert.Single(acceptor.Sent<Promise>());
        Assert.Equal(At(1), promise.ChosenTo);
        Assert.Equal([new Vote(At(2), Round(2), Y, false)], promise.Votes);
        Assert.Equal(new SlotRange(Slot.First, new Slot(ulong.MaxValue)), promise.Covers);
    }

    // Schedule L4: a promise is as short as what is in flight, even for a proposer that knows of nothing chosen.
    [Fact]
    public void Long_promise_comes_in_chunks_that_cover_every_slot()
    {
        var acceptor = ActiveAcceptor();
        var big = new string('v', 600_000);
        for (var slot = 1UL; slot <= 4; slot++)
        {
            acceptor.Hear(Leader, Accepting(Round(1), slot, BatchOf(big, slot)));
        }

        acceptor.TakeEffects();
        acceptor.Hear(Leader, new Prepare(Round(2), Slot.First));

        var chunks = acceptor.Sent<Promise>();
        Assert.True(chunks.Count > 1, $"one chunk of {chunks.Sum(chunk => chunk.Votes.Count)} votes");
        Assert.Equal(Slot.First, chunks[0].Covers.First);
        Assert.Equal(ulong.MaxValue, chunks[^1].Covers.Last.Number);
        for (var index = 1; index < chunks.Count; index++)
        {
            Assert.Equal(chunks[index - 1].Covers.Last.Next, chunks[index].Covers.First);
        }
    }

    // Rule A1, across restarts too.
    [Fact]
    public void Promise_and_votes_survive_a_restart()
    {
        var acceptor = ActiveAcceptor(0, new PromiseRecord(Round(3)), new VoteRecord(Round(4), At(7), X, At(6)));

        acceptor.Hear(Leader, Accepting(Round(3), 8, Y));

        Assert.Equal([new Nack(Round(3), Round(4), Disks[0])], acceptor.Sent<Nack>());
        acceptor.Hear(Leader, new Prepare(Round(5), Slot.First));
        var promise = Assert.Single(acceptor.Sent<Promise>());
        Assert.Equal(At(6), promise.ChosenTo);
        Assert.Equal([new Vote(At(7), Round(4), X, false)], promise.Votes);
    }

    // Rule A3.
    [Fact]
    public void Another_batch_for_the_same_ballot_and_slot_is_a_bug()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, Accepting(Round(1), 1, X));

        var broken = Assert.Throws<InvariantException>(() => acceptor.Hear(Leader, Accepting(Round(1), 1, Y)));

        Assert.StartsWith("A3", broken.Message, StringComparison.Ordinal);
    }

    // Rule R1 rests on it: a heartbeat that raised the promise without a record would be a promise that a restart forgets (S4).
    [Fact]
    public void Confirm_is_answered_at_once_and_changes_no_promise()
    {
        var acceptor = ActiveAcceptor();

        acceptor.Hear(Leader, new Confirm(Round(9), 3, Slot.None));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new Confirmed(Round(9), Disks[0], 3)], effects.AtOnce.Select(sent => sent.Message));
        Assert.Empty(effects.Records);
        Assert.Equal(Ballot.Zero, acceptor.Promised);
    }

    [Fact]
    public void Confirm_of_a_deposed_leader_is_nacked()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, new Prepare(Round(5), Slot.First));
        acceptor.TakeEffects();

        acceptor.Hear(Leader, new Confirm(Round(4), 1, Slot.None));

        Assert.Equal([new Nack(Round(4), Round(5), Disks[0])], acceptor.Sent<Nack>());
    }

    // Ongaro's thesis, section 9.6: a server that hears a leader refuses pre-votes.
    [Fact]
    public void Pre_election_is_refused_while_a_leader_is_heard_and_granted_after_its_silence()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Tick(new Instant(10_000));
        acceptor.Hear(Leader, new Confirm(Round(1), 1, Slot.None));
        acceptor.TakeEffects();

        acceptor.Tick(new Instant(10_499));
        acceptor.Hear(Leader, new PreElect(1, 7));
        Assert.Equal([new PreElected(1, Disks[0], false, Ballot.Zero)], acceptor.Sent<PreElected>());

        acceptor.Tick(new Instant(10_500));
        acceptor.Hear(Leader, new PreElect(2, 7));
        Assert.Equal([new PreElected(2, Disks[0], true, Ballot.Zero)], acceptor.Sent<PreElected>());
    }

    [Fact]
    public void Lost_link_to_the_leader_ends_its_protection()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, new Confirm(Round(1), 1, Slot.None));
        acceptor.TakeEffects();

        acceptor.HearHost(new LinkLost(Leader.Name));
        acceptor.Hear(Leader, new PreElect(1, 7));

        Assert.True(Assert.Single(acceptor.Sent<PreElected>()).Granted);
    }

    [Fact]
    public void Offered_successor_is_granted_a_pre_election_for_a_second()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, new Prepare(Round(1), Slot.First));
        acceptor.Hear(Leader, new Transfer(Round(1), 42));
        acceptor.Hear(Leader, new PreElect(1, 41));
        acceptor.Hear(Leader, new PreElect(2, 42));

        Assert.Equal([false, true], acceptor.Sent<PreElected>().Select(told => told.Granted));
    }

    [Fact]
    public void Full_disk_refuses_votes_and_goes_on_promising()
    {
        var acceptor = ActiveAcceptor();
        acceptor.HearHost(new SpaceChanged(HasSpace: false));

        acceptor.Hear(Leader, Accepting(Round(1), 1, X));
        acceptor.Hear(Leader, new Prepare(Round(2), Slot.First));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new NoSpace(Round(1), Disks[0], 1)], effects.All<NoSpace>());
        Assert.Single(effects.All<Promise>());
        Assert.Equal([new PromiseRecord(Round(2))], effects.Records);
    }

    // Protocol-Aware Recovery (Alagappan et al., FAST 2018): a damaged entry is not a missing one.
    [Fact]
    public void Damaged_slot_is_listed_as_faulty_and_never_as_no_vote()
    {
        var acceptor = ActiveAcceptor(
            0, new VoteRecord(Round(1), At(1), X, Slot.None), new FaultyRecord(Range(1, 2), Round(3)));

        acceptor.Hear(Leader, new Prepare(Round(4), Slot.First));

        var promise = Assert.Single(acceptor.Sent<Promise>());
        Assert.Empty(promise.Votes);
        Assert.Equal([Range(1, 2)], promise.Faulty);
    }

    [Fact]
    public void Ballot_in_a_damaged_group_still_binds()
    {
        var acceptor = ActiveAcceptor(0, new FaultyRecord(Range(1, 1), Round(3)));

        acceptor.Hear(Leader, new Prepare(Round(2), Slot.First));

        Assert.Equal([new Nack(Round(2), Round(3), Disks[0])], acceptor.Sent<Nack>());
    }

    [Fact]
    public void Damaged_slot_is_repaired_from_a_learner_and_then_beats_every_vote()
    {
        var acceptor = ActiveAcceptor(0, new FaultyRecord(Range(1, 1), Round(1)));
        acceptor.Tick(new Instant(1_000));
        Assert.Equal([new Fetch(Range(1, 1), 1)], acceptor.Sent<Fetch>());

        acceptor.Hear(LearnerNode, new Fetched(At(1), [X], true));

        Assert.Equal([new ChosenRecord(At(1), X)], acceptor.TakeEffects().Records);
        acceptor.Hear(Leader, new Prepare(Round(2), Slot.First));
        var vote = Assert.Single(Assert.Single(acceptor.Sent<Promise>()).Votes);
        Assert.True(vote.IsChosen);
        Assert.Equal(X, vote.Batch);
    }

    [Fact]
    public void New_vote_heals_a_damaged_slot()
    {
        var acceptor = ActiveAcceptor(0, new FaultyRecord(Range(1, 1), Round(1)));

        acceptor.Hear(Leader, Accepting(Round(2), 1, Y));

        Assert.Equal(0, acceptor.FaultyCount);
        Assert.Equal(1, acceptor.VoteCount);
    }

    [Fact]
    public void Quarantined_acceptor_neither_promises_nor_votes_nor_confirms()
    {
        var acceptor = ActiveAcceptor(0, new QuarantineRecord("two bad neighbours"));

        acceptor.Hear(Leader, new Prepare(Round(1), Slot.First));
        acceptor.Hear(Leader, Accepting(Round(1), 1, X));
        acceptor.Hear(Leader, new Confirm(Round(1), 1, Slot.None));
        acceptor.Hear(Leader, new PreElect(1, 7));

        Assert.True(acceptor.TakeEffects().IsEmpty);
        Assert.Contains("two bad neighbours", acceptor.Hindrance, StringComparison.Ordinal);
    }

    [Fact]
    public void Frame_of_another_cluster_or_epoch_is_dropped_and_reported()
    {
        var acceptor = ActiveAcceptor();

        acceptor.Receive(new Envelope(Leader, acceptor.Id, Three.ClusterId + 1, 0, new Prepare(Round(1), Slot.First)));
        acceptor.Receive(new Envelope(Leader, acceptor.Id, Three.ClusterId, 1, new Prepare(Round(1), Slot.First)));

        var effects = acceptor.TakeEffects();
        Assert.Empty(effects.Records);
        Assert.Empty(effects.AfterDurable);
        Assert.Equal(2, effects.Events.OfType<ForeignFrameDropped>().Count());
    }

    // Schedule S3: a learner reads durable votes only; the answer waits for the disk like a promise.
    [Fact]
    public void Votes_read_by_a_learner_leave_behind_their_records()
    {
        var acceptor = ActiveAcceptor();
        acceptor.Hear(Leader, Accepting(Round(1), 1, X));
        acceptor.Hear(LearnerNode, new ReadVotes(5, Range(1, 1), 1));

        var effects = acceptor.TakeEffects();

        Assert.Single(effects.Records);
        Assert.Empty(effects.AtOnce);
        var read = Assert.Single(effects.All<VotesRead>());
        Assert.Equal([new Vote(At(1), Round(1), X, false)], read.Votes);
    }

    private static Accept Accepting(Ballot ballot, ulong slot, Batch batch) =>
        new(ballot, At(slot), [batch], Slot.None, Slot.None, 1);
}
