using Paxos.Simulator;
using Paxos.Simulator.Checkers;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Simulation;

/// <summary>Every checker of the simulator is shown something that must never happen, and says so.</summary>
public sealed class CheckerTests
{
    private static readonly NodeId OtherLearner = new("learner2", Role.Learner);

    private readonly CheckerSet checkers;
    private long now = 100_000;
    private readonly Batch first = BatchOf("first");
    private readonly Batch second = BatchOf("second", sequence: 2);

    public CheckerTests()
    {
        checkers = new CheckerSet(new Counters(), () => now, trimCopies: 2);
        for (var index = 0; index < 3; index++)
        {
            Durable(index, new IdentityRecord(DiskState.Active, Disks[index], Three));
        }
    }

    [Fact]
    public void Two_batches_chosen_in_one_slot_are_found()
    {
        Durable(0, Vote(1, 1, first));
        Durable(1, Vote(1, 1, first));
        Durable(1, Vote(2, 1, second));

        AssertFound("agreement", () => Durable(2, Vote(2, 1, second)));
    }

    [Fact]
    public void Two_batches_at_one_ballot_are_found_among_durable_votes()
    {
        Durable(0, Vote(1, 1, first));

        AssertFound("agreement", () => Durable(1, Vote(1, 1, second)));
    }

    [Fact]
    public void Votes_on_one_disk_do_not_make_a_quorum()
    {
        Durable(0, Vote(1, 1, first));
        Durable(0, Vote(1, 1, first));

        Assert.Null(checkers.Log.Find(At(1)));
    }

    [Fact]
    public void A_vote_of_a_disk_outside_the_configuration_is_found() =>
        AssertFound("agreement", () => checkers.RecordDurable(AcceptorNode(0), new DiskId(9, 9), Vote(1, 1, first)));

    [Fact]
    public void Two_active_configurations_are_found()
    {
        var other = Configuration.Form([new ConfiguredAcceptor("acceptor1", new DiskId(9, 9))]);

        AssertFound("configuration", () => Durable(0, new IdentityRecord(DiskState.Active, new DiskId(9, 9), other)));
    }

    [Fact]
    public void Two_batches_proposed_at_one_ballot_and_slot_are_found()
    {
        Win(1);
        Send(Leader, Accept(1, 1, first));

        AssertFound("proposal", () => Send(Leader, Accept(1, 1, second)));
    }

    [Fact]
    public void A_learner_told_another_batch_than_the_acceptors_is_found()
    {
        Win(1);
        Send(Leader, Accept(1, 1, first));

        AssertFound(
            "proposal", () => Send(Leader, new Learn(Round(1), At(1), [second], Slot.None, Slot.None, PrefixHash.Empty)));
    }

    [Fact]
    public void A_proposal_above_a_chosen_ballot_with_another_batch_is_found()
    {
        Choose(1, first);
        Win(2);

        AssertFound("proposal", () => Send(Leader, Accept(2, 1, second)));
    }

    [Fact]
    public void A_higher_proposal_made_before_the_lower_one_was_chosen_is_found()
    {
        Win(2);
        Send(Leader, Accept(2, 1, second));
        Durable(0, Vote(1, 1, first));

        AssertFound("proposal", () => Durable(1, Vote(1, 1, first)));
    }

    [Fact]
    public void A_promise_below_an_earlier_one_is_found()
    {
        Promise(0, 2);

        AssertFound("promise", () => Promise(0, 1));
    }

    [Fact]
    public void A_vote_below_the_promise_is_found()
    {
        Promise(0, 2);

        AssertFound("promise", () => checkers.RecordAsked(AcceptorNode(0), Vote(1, 1, first)));
    }

    [Fact]
    public void A_confirmation_below_the_promise_is_found()
    {
        Promise(0, 2);

        AssertFound("promise", () => Send(AcceptorNode(0), new Confirmed(Round(1), Disks[0], 1)));
    }

    [Fact]
    public void A_refusal_that_names_a_lower_promise_is_found()
    {
        Promise(0, 2);

        AssertFound("promise", () => Send(AcceptorNode(0), new Nack(Round(0), Round(1), Disks[0])));
    }

    [Fact]
    public void A_promise_that_is_not_durable_is_found() =>
        AssertFound("durability", () => Send(AcceptorNode(0), PromiseOf(0, 1)));

    [Fact]
    public void A_promise_with_a_vote_that_is_not_durable_is_found()
    {
        Durable(0, new PromiseRecord(Round(2)));

        AssertFound("durability", () => Send(AcceptorNode(0), PromiseOf(0, 2, new Vote(At(1), Round(1), first, false))));
    }

    [Fact]
    public void An_accepted_that_is_not_durable_is_found()
    {
        Durable(0, Vote(1, 1, first));

        AssertFound("durability", () => Send(AcceptorNode(0), new Accepted(Round(1), Disks[0], Range(1, 2), 1)));
    }

    [Fact]
    public void An_identity_that_is_not_durable_is_found() =>
        AssertFound(
            "durability", () => Send(AcceptorNode(0), new IdentityTold(1, DiskState.Blank, new DiskId(7, 7), null)));

    [Fact]
    public void Votes_told_to_a_learner_that_are_not_durable_are_found()
    {
        var told = new VotesRead(1, Disks[0], Slot.None, Range(1, 1), [new Vote(At(1), Round(1), first, false)], [], true);

        AssertFound("durability", () => Send(AcceptorNode(0), told));
    }

    [Fact]
    public void An_acceptor_that_lost_its_disk_and_votes_is_found()
    {
        Durable(0, Vote(1, 1, first));
        checkers.Wiped(AcceptorNode(0));

        AssertFound("identity", () => Send(AcceptorNode(0), new Accepted(Round(1), Disks[0], Range(1, 1), 1)));
    }

    [Fact]
    public void A_watermark_above_what_is_chosen_is_found()
    {
        Choose(1, first);
        Send(Leader, new Heartbeat(Round(1), At(1)));

        AssertFound("watermark", () => Send(Leader, new Heartbeat(Round(1), At(2))));
    }

    [Fact]
    public void A_watermark_over_a_gap_is_found()
    {
        Durable(0, Vote(1, 2, first));
        Durable(1, Vote(1, 2, first));

        AssertFound("watermark", () => Send(LearnerNode, new ReadIndexTold(1, At(2))));
    }

    [Fact]
    public void An_open_slot_handed_out_as_chosen_is_found() =>
        AssertFound("watermark", () => Send(LearnerNode, new Fetched(At(1), [first], true)));

    [Fact]
    public void A_learner_that_logs_what_was_not_chosen_is_found()
    {
        Choose(1, first);

        AssertFound("learner", () => checkers.RecordAsked(LearnerNode, new ChosenRecord(At(1), second)));
    }

    [Fact]
    public void A_learner_with_another_hash_is_found()
    {
        Choose(1, first);
        var right = PrefixHash.Empty.With(At(1), first);
        Send(LearnerNode, new Progress(Disks[0], At(1), right, 0));

        AssertFound(
            "learner",
            () => Send(LearnerNode, new Progress(Disks[0], At(1), PrefixHash.Empty.With(At(1), second), 0)));
    }

    [Fact]
    public void Two_leaders_of_one_ballot_are_found()
    {
        Win(1);

        AssertFound("leader", () => checkers.Reported(new NodeId("proposer2", Role.Proposer), Won(1)));
    }

    [Fact]
    public void Another_proposer_that_uses_a_ballot_is_found()
    {
        Send(Leader, new Prepare(Round(1), At(1)));

        AssertFound("leader", () => Send(new NodeId("proposer2", Role.Proposer), new Prepare(Round(1), At(1))));
    }

    [Fact]
    public void A_proposal_without_a_won_ballot_is_found() =>
        AssertFound("leader", () => Send(Leader, Accept(1, 1, first)));

    [Fact]
    public void Trimming_what_too_few_learners_hold_is_found()
    {
        Choose(1, first);
        Choose(2, second);
        checkers.SnapshotHeld(LearnerNode, At(2));
        checkers.SnapshotHeld(OtherLearner, At(1));
        Tell(LearnerNode, Disks[0], 1, 2);
        Tell(OtherLearner, Disks[1], 1, 2);
        Send(Leader, new Trim(Round(1), At(2), At(1)));

        AssertFound("trim", () => Send(Leader, new Trim(Round(1), At(2), At(2))));
    }

    [Fact]
    public void Counting_a_copy_for_long_after_it_was_lost_is_found()
    {
        Choose(1, first);
        checkers.SnapshotHeld(LearnerNode, At(1));
        checkers.SnapshotHeld(OtherLearner, At(1));
        Tell(LearnerNode, Disks[0], 1, 1);
        Tell(OtherLearner, Disks[1], 1, 1);
        checkers.SnapshotHeld(LearnerNode, Slot.None);
        Send(Leader, new Trim(Round(1), At(1), At(1)));
        now += 20_000;

        AssertFound("trim", () => Send(Leader, new Trim(Round(1), At(1), At(1))));
    }

    [Fact]
    public void Trimming_by_the_word_of_a_disk_that_is_lost_is_found()
    {
        Choose(1, first);
        checkers.SnapshotHeld(LearnerNode, At(1));
        checkers.SnapshotHeld(OtherLearner, At(1));
        Tell(OtherLearner, Disks[1], 1, 1);
        Tell(OtherLearner, Disks[2], 2, 0);
        Tell(LearnerNode, Disks[0], 2, 1);

        AssertFound("trim-word", () => Send(Leader, new Trim(Round(1), At(1), At(1))));
    }

    // Seed 4537: the question arrived twice, and the first answer came after the second.
    [Fact]
    public void An_older_answer_that_comes_later_takes_nothing_back()
    {
        Choose(1, first);
        checkers.SnapshotHeld(LearnerNode, At(1));
        checkers.SnapshotHeld(OtherLearner, At(1));
        Tell(LearnerNode, Disks[0], 1, 1);
        Tell(OtherLearner, Disks[1], 1, 1);
        Tell(OtherLearner, Disks[1], 1, 0);

        Send(Leader, new Trim(Round(1), At(1), At(1)));
    }

    // Seed 7756: the leader had counted before it heard of the loss, and its order left after that.
    [Fact]
    public void An_order_may_rest_on_words_that_were_good_when_they_were_counted()
    {
        Choose(1, first);
        checkers.SnapshotHeld(LearnerNode, At(1));
        checkers.SnapshotHeld(OtherLearner, At(1));
        Tell(LearnerNode, Disks[0], 1, 1);
        Tell(OtherLearner, Disks[1], 1, 1);
        Tell(OtherLearner, Disks[2], 2, 0);

        Send(Leader, new Trim(Round(1), At(1), At(1)));
    }

    [Fact]
    public void Forgetting_at_a_ballot_that_is_not_promised_is_found()
    {
        checkers.RecordAsked(AcceptorNode(0), new PromiseRecord(Round(1)));
        checkers.Received(AcceptorNode(0), Enveloped(Leader, new Trim(Round(2), At(1), At(1))));

        AssertFound("trim-order", () => checkers.RecordAsked(AcceptorNode(0), new TrimRecord(At(1))));
    }

    [Fact]
    public void Forgetting_the_last_durable_copy_is_found()
    {
        Choose(1, first);
        checkers.SnapshotHeld(LearnerNode, At(1));
        Durable(0, new TrimRecord(At(1)));
        checkers.SnapshotHeld(LearnerNode, Slot.None);

        AssertFound("trim", () => Durable(1, new TrimRecord(At(1))));
    }

    [Fact]
    public void Learner_that_says_it_diverged_is_found() =>
        AssertFound("events", () => checkers.Reported(LearnerNode, new Diverged("learner2 differs")));

    [Fact]
    public void Learners_with_unequal_states_at_one_slot_are_found()
    {
        var digests = new SortedDictionary<Slot, (NodeId Learner, ulong Digest)>();
        StoreChecker.Compare(digests, At(5), LearnerNode, 1);
        StoreChecker.Compare(digests, At(6), LearnerNode, 2);

        AssertFound("store", () => StoreChecker.Compare(digests, At(5), new NodeId("learner2", Role.Learner), 3));
    }

    private static void AssertFound(string checker, Action happening)
    {
        var violation = Assert.Throws<ViolationException>(happening);

        Assert.Equal(checker, violation.Checker);
    }

    private static VoteRecord Vote(ulong round, ulong slot, Batch batch) => new(Round(round), At(slot), batch, Slot.None);

    private static Accept Accept(ulong round, ulong slot, Batch batch) =>
        new(Round(round), At(slot), [batch], Slot.None, Slot.None, 1);

    private static Promise PromiseOf(int index, ulong round, params Vote[] votes) =>
        new(Round(round), Disks[index], Slot.None, Slot.None, Range(1, ulong.MaxValue), votes, []);

    private static LeadershipWon Won(ulong round) => new(Round(round), Slot.None, Slot.None, 0);

    private void Win(ulong round) => checkers.Reported(Leader, Won(round));

    private void Durable(int index, DurableRecord record) =>
        checkers.RecordDurable(AcceptorNode(index), Disks[index], record);

    private void Choose(ulong slot, Batch batch)
    {
        Durable(0, Vote(1, slot, batch));
        Durable(1, Vote(1, slot, batch));
    }

    private void Promise(int index, ulong round)
    {
        Durable(index, new PromiseRecord(Round(round)));
        Send(AcceptorNode(index), PromiseOf(index, round));
    }

    private void Tell(NodeId learner, DiskId disk, ulong mark, ulong slot) => checkers.Received(
        Leader, Enveloped(learner, new SnapshotTold(Round(1), mark, disk, new Slot(slot), PrefixHash.Empty, IsBehind: false)));

    private void Send(NodeId from, Message message) => checkers.Sent(Enveloped(from, message));

    private static Envelope Enveloped(NodeId from, Message message) =>
        new(from, new NodeId("somebody", Role.Learner), Three.ClusterId, 0, message);
}
