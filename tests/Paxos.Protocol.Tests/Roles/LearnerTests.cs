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
        Assert.Equal([new Fetch(Range(1, 1))], learner.Sent<Fetch>());
        learner.Hear(new NodeId("learner2", Role.Learner), new Fetched(At(1), [Opening]));

        Assert.Equal(At(2), learner.AppliedTo);
    }

    [Fact]
    public void Gap_is_read_from_the_acceptors_where_no_other_learner_is()
    {
        var learner = Ready();
        learner.Hear(Leader, Learned(2, 1));
        learner.Tick(new Instant(100));
        learner.Tick(new Instant(150));
        var asked = learner.Sent<ReadVotes>();
        Assert.Equal(3, asked.Count);

        for (var index = 0; index < 2; index++)
        {
            var vote = new Vote(At(1), Round(1), Opening, IsChosen: false);
            learner.Hear(AcceptorNode(index), new VotesRead(asked[0].Nonce, Disks[index], Slot.None, Range(1, 1), [vote], []));
        }

        Assert.Equal(At(1), learner.AppliedTo);
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
        learner.Hear(new NodeId("learner2", Role.Learner), new Fetched(At(1), [Opening]));

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
