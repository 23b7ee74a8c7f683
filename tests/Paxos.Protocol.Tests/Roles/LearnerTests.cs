using Paxos.Protocol.Store;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

public sealed class LearnerTests
{
    private static readonly Batch Opening = Batch.Of(5, [new OpenSession(ClientNonce << 16)]);

    private static readonly SessionId Session = SessionId.Of(Slot.First, 0);

    [Fact]
    public void Chosen_batches_are_applied_in_order_and_kept()
    {
        var learner = Ready();

        learner.Hear(Leader, Learned(1, 0, Opening, BatchOf("a", 1)));
        Assert.Equal(Slot.None, learner.AppliedTo);
        learner.Hear(Leader, Learned(3, 2));

        Assert.Equal(At(2), learner.AppliedTo);
        Assert.Equal(2, learner.Store.Revision);
        Assert.Equal([At(1), At(2)], learner.TakeEffects().Records.OfType<ChosenRecord>().Select(record => record.Slot));
    }

    [Fact]
    public void Gap_is_asked_of_another_learner_after_a_moment_and_filled()
    {
        var learner = Ready(new NodeId("learner2", Role.Learner));
        learner.Hear(Leader, Learned(2, 2, BatchOf("a", 1)));
        learner.Tick(new Instant(10));
        Assert.Empty(learner.Sent<Fetch>());

        learner.Tick(new Instant(100));
        learner.Tick(new Instant(150));
        Assert.Equal([new Fetch(Range(1, 1), 4)], learner.Sent<Fetch>());
        learner.Hear(new NodeId("learner2", Role.Learner), new Fetched(At(1), [Opening], true));

        Assert.Equal(At(2), learner.AppliedTo);
    }

    // Rule L5: the leader proposed one batch in that slot at this ballot, and says itself that the slot is chosen.
    [Fact]
    public void Gap_is_read_from_one_acceptor_that_voted_in_the_leaders_ballot()
    {
        var learner = Lacking(1);
        var (acceptor, asked) = Assert.Single(Questions(learner));

        learner.Hear(acceptor, Votes(asked, acceptor, new Vote(At(1), Round(1), Opening, IsChosen: false)));

        Assert.Equal(At(1), learner.AppliedTo);
    }

    [Fact]
    public void Gap_is_read_from_a_quorum_where_one_acceptor_knows_only_an_older_ballot()
    {
        var learner = Lacking(1);
        var (first, asked) = Assert.Single(Questions(learner));
        var old = new Vote(At(1), Round(0), Opening, IsChosen: false);

        learner.Hear(first, Votes(asked, first, old));
        Assert.Equal(Slot.None, learner.AppliedTo);
        var all = Questions(learner);
        Assert.Equal(3, all.Count);
        learner.Hear(AcceptorNode(0), Votes(all[0].Asked, AcceptorNode(0), old));
        Assert.Equal(Slot.None, learner.AppliedTo);
        learner.Hear(AcceptorNode(1), Votes(all[0].Asked, AcceptorNode(1), old));

        Assert.Equal(At(1), learner.AppliedTo);
    }

    [Fact]
    public void Source_that_helped_is_asked_on_when_its_last_answer_is_here()
    {
        var other = new NodeId("learner2", Role.Learner);
        var learner = Lacking(3, other);
        Assert.Equal([new Fetch(Range(1, 3), 4)], learner.Sent<Fetch>());

        learner.Hear(other, new Fetched(At(1), [Opening], IsLast: false));
        Assert.Empty(learner.Sent<Fetch>());
        learner.Hear(other, new Fetched(At(2), [BatchOf("a", 1)], IsLast: true));

        Assert.Equal(At(2), learner.AppliedTo);
        Assert.Equal([new Fetch(Range(3, 3), 4)], learner.Sent<Fetch>());
    }

    // Each source is asked once without a pause: a learner that nobody can help must not fill the network.
    [Fact]
    public void Sources_that_cannot_help_are_asked_at_once_in_turn_and_then_after_a_pause()
    {
        var other = new NodeId("learner2", Role.Learner);
        var learner = Lacking(1, other);
        learner.TakeEffects();

        learner.Hear(other, new Fetched(At(1), [], IsLast: true));
        var (acceptor, asked) = Assert.Single(Questions(learner));
        learner.Hear(acceptor, Votes(asked, acceptor));
        Assert.Equal(3, Questions(learner).Count);
        learner.Tick(new Instant(200));
        Assert.Empty(learner.Sent<Fetch>());
        learner.Tick(new Instant(250));
        Assert.Single(learner.Sent<Fetch>());
        learner.Hear(other, new Fetched(At(1), [], IsLast: true));

        Assert.Empty(Questions(learner));
    }

    [Fact]
    public void Learner_asked_for_many_slots_answers_in_parts_of_bounded_length()
    {
        var options = new ProtocolOptions { ChunkBytesMax = 1, FetchAnswersMax = 2 };
        var learner = new Learner(Context("learner1", Role.Learner, 1) with { Options = options }, new Prng(3), speaksForProcess: false);
        Adopt(learner);
        learner.Hear(Leader, Learned(1, 3, Opening, BatchOf("a", 1), BatchOf("a", 1)));
        learner.TakeEffects();

        learner.Hear(new NodeId("learner2", Role.Learner), new Fetch(Range(1, 3), 9));

        Assert.Equal(
            [(At(1), 1, false), (At(2), 1, true)],
            learner.Sent<Fetched>().Select(answer => (answer.First, answer.Batches.Count, answer.IsLast)));
    }

    [Fact]
    public void Answers_go_to_the_attached_client_node_and_again_when_it_attaches_anew()
    {
        var learner = Ready();
        learner.Hear(ClientNode, new Attach(1, ClientNonce, []));
        learner.TakeEffects();
        learner.Hear(Leader, Learned(1, 1, Opening));
        Assert.Equal([new SessionOpened(ClientNonce << 16, Session)], learner.Sent<SessionOpened>());

        learner.Hear(Leader, Learned(2, 2, BatchOf("a", 1)));
        var first = Assert.Single(Assert.Single(learner.Sent<Answered>()).Answers);
        learner.Hear(ClientNode, new Attach(2, ClientNonce, [new AttachedSession(Session, 1)]));
        var again = Assert.Single(Assert.Single(learner.Sent<Answered>()).Answers);

        Assert.Equal(new CommandKey(Session, 1), first.Key);
        Assert.Equal(AnswerKind.Executed, again.Kind);
        Assert.True(first.Result.Span.SequenceEqual(again.Result.Span));
    }

    [Fact]
    public void Command_chosen_twice_is_executed_once_and_answered_alike()
    {
        var learner = Ready();
        learner.Hear(ClientNode, new Attach(1, ClientNonce, [new AttachedSession(Session, 1)]));
        learner.TakeEffects();

        learner.Hear(Leader, Learned(1, 3, Opening, BatchOf("a", 1), BatchOf("a", 1)));

        var answers = Assert.Single(learner.Sent<Answered>()).Answers;
        Assert.Equal(2, answers.Count);
        Assert.True(answers[0].Result.Span.SequenceEqual(answers[1].Result.Span));
        Assert.Equal(2, learner.Store.Revision);
    }

    [Fact]
    public void Linearizable_read_waits_for_the_leaders_slot()
    {
        var learner = Ready();
        learner.Hear(Leader, Learned(1, 1, Opening));
        learner.TakeEffects();
        learner.Hear(ClientNode, new Query(1, true, ReadAll()));
        var ask = Assert.Single(learner.Sent<ReadIndexAsk>());

        learner.Hear(Leader, new ReadIndexTold(ask.Nonce, At(2)));
        Assert.Empty(learner.Sent<QueryAnswered>());
        learner.Hear(Leader, Learned(2, 2, BatchOf("a", 1)));

        Assert.Equal(1UL, Assert.Single(learner.Sent<QueryAnswered>()).RequestId);
    }

    // etcd issue 21399: an answer to a question given up must not be taken for the repeated one's.
    [Fact]
    public void Read_index_of_a_question_given_up_is_ignored()
    {
        var learner = Ready();
        learner.Hear(Leader, Learned(1, 1, Opening));
        learner.Hear(ClientNode, new Query(1, true, ReadAll()));
        var first = Assert.Single(learner.Sent<ReadIndexAsk>());
        learner.Tick(new Instant(200));
        var second = Assert.Single(learner.Sent<ReadIndexAsk>());

        learner.Hear(Leader, new ReadIndexTold(first.Nonce, At(1)));
        Assert.Empty(learner.Sent<QueryAnswered>());
        learner.Hear(Leader, new ReadIndexTold(second.Nonce, At(1)));

        Assert.Single(learner.Sent<QueryAnswered>());
    }

    // Protocol design 1.5: a learner whose batches differ from the leader's asks again once, then stops.
    [Fact]
    public void Batches_that_differ_from_the_leaders_hash_are_discarded_and_fetched_again()
    {
        var learner = Ready(new NodeId("learner2", Role.Learner));
        var right = PrefixHash.Empty.With(At(1), Opening);

        learner.Hear(Leader, new Learn(Round(1), At(1), [BatchOf("rotten")], Slot.None, At(1), right));
        Assert.Equal(Slot.None, learner.AppliedTo);
        Assert.Single(learner.TakeEffects().Events.OfType<LearnerHashMismatch>());
        learner.Tick(new Instant(100));
        learner.Tick(new Instant(150));
        learner.Hear(new NodeId("learner2", Role.Learner), new Fetched(At(1), [Opening], true));

        Assert.Equal(At(1), learner.AppliedTo);
        Assert.Equal(right, learner.Hash);
    }

    [Fact]
    public void Learner_of_another_cluster_refuses_the_one_it_finds()
    {
        var other = Configuration.Form([new ConfiguredAcceptor("acceptor1", new DiskId(8, 8))]);
        var learner = new Learner(Context("learner1", Role.Learner), new Prng(3), speaksForProcess: false);
        learner.Recover(new IdentityRecord(DiskState.Active, new DiskId(7, 7), other));

        Adopt(learner);

        Assert.Equal(other, learner.Configuration);
        Assert.Contains($"{other.ClusterId:x16}", learner.Hindrance, StringComparison.Ordinal);
    }

    [Fact]
    public void Recovered_log_is_applied_again()
    {
        var learner = new Learner(Context("learner1", Role.Learner), new Prng(3), speaksForProcess: false);
        learner.Recover(new IdentityRecord(DiskState.Active, new DiskId(7, 7), Three));
        learner.Recover(new ChosenRecord(At(1), Opening));
        learner.Recover(new ChosenRecord(At(2), BatchOf("a", 1)));
        learner.Recover(new ChosenRecord(At(4), BatchOf("b", 2)));

        Assert.Equal(At(2), learner.AppliedTo);
        Assert.Equal(2, learner.Store.Revision);
        Assert.True(learner.TakeEffects().IsEmpty);
    }

    private static Learner Ready(params NodeId[] others)
    {
        var learner = new Learner(Context("learner1", Role.Learner, 1, others), new Prng(3), speaksForProcess: false);
        Adopt(learner);
        return learner;
    }

    // A learner that has asked for the slots up to this one.
    private static Learner Lacking(ulong chosenTo, params NodeId[] others)
    {
        var learner = Ready(others);
        learner.Hear(Leader, Learned(chosenTo + 1, chosenTo));
        learner.Tick(new Instant(100));
        learner.TakeEffects();
        learner.Tick(new Instant(150));
        return learner;
    }

    private static IReadOnlyList<(NodeId Acceptor, ReadVotes Asked)> Questions(Learner learner) =>
        [.. learner.TakeEffects().AtOnce.Where(sent => sent.Message is ReadVotes).Select(sent => (sent.To, (ReadVotes)sent.Message))];

    private static VotesRead Votes(ReadVotes asked, NodeId acceptor, params Vote[] votes) =>
        new(asked.Nonce, Disks[AcceptorNames.ToList().IndexOf(acceptor.Name)], Slot.None, asked.Slots, votes, [], IsLast: true);

    private static ReadOnlyMemory<byte> ReadAll() =>
        Encoded(new RangeOperation(new byte[] { 0 }, new byte[] { 0 }, 0, 0, 0));

    private static Learn Learned(ulong first, ulong chosenTo, params Batch[] batches)
    {
        // The hash of everything up to the watermark, as the leader of a new cluster computes it.
        var log = new[] { Opening, BatchOf("a", 1), BatchOf("a", 1) };
        var hash = PrefixHash.Empty;
        for (var slot = 1UL; slot <= chosenTo; slot++)
        {
            hash = hash.With(At(slot), log[slot - 1]);
        }

        return new Learn(Round(1), At(first), batches, Slot.None, At(chosenTo), hash);
    }
}
