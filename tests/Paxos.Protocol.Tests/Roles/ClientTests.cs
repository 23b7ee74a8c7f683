using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Ongaro's thesis, section 6.3: a client's commands carry session and serial number, so that sending again does not execute again.
public sealed class ClientTests
{
    private static readonly SessionId Session = SessionId.Of(Slot.First, 0);

    private static readonly NodeId SecondLearner = new("learner2", Role.Learner);

    private long now = 1;

    [Fact]
    public void Write_is_submitted_under_a_session_and_answered_by_the_learner()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        var execute = Assert.IsType<Execute>(Assert.Single(Assert.Single(client.Sent<Submit>()).Commands));

        client.Hear(LearnerNode, Executed(execute));

        var reply = Assert.Single(client.Sent<Reply>());
        Assert.Equal(ReplyKind.Done, reply.Kind);
        Assert.Equal(0, client.PendingCount);
    }

    [Fact]
    public void Write_without_an_answer_is_sent_again_with_the_same_number()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        var first = client.Sent<Submit>()[0].Commands[0];

        var again = PassUntil<Submit>(client);

        Assert.Equal(((Execute)first).Sequence, Assert.IsType<Execute>(again.Commands[0]).Sequence);
    }

    [Fact]
    public void New_leader_gets_what_the_old_one_did_not_answer_at_once()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        client.TakeEffects();

        client.Hear(LearnerNode, new Attached(1, Slot.None, "proposer2"));

        var effects = client.TakeEffects();
        Assert.Equal("proposer2", effects.AtOnce.Single(sent => sent.Message is Submit).To.Name);
    }

    [Fact]
    public void Deadline_of_a_write_that_was_sent_leaves_its_outcome_unknown()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        client.TakeEffects();

        Pass(client, 5_000);

        Assert.Equal(ReplyKind.OutcomeUnknown, Assert.Single(client.Sent<Reply>()).Kind);
    }

    [Fact]
    public void Deadline_of_a_write_that_was_never_sent_is_a_plain_no()
    {
        var client = new Client(Context("client1", Role.Client), new Prng(5), speaksForProcess: false);
        client.Tick(new Instant(now));
        client.HearHost(Write(1, "a"));
        client.TakeEffects();

        Pass(client, 5_000);

        var reply = Assert.Single(client.Sent<Reply>());
        Assert.Equal(ReplyKind.Unavailable, reply.Kind);
        Assert.Contains("acceptor1", reply.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Refusal_of_the_only_copy_is_final_when_there_is_no_space()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        client.TakeEffects();

        client.Hear(Leader, new Refused(RefusalReason.NoSpace, "proposer1", [new CommandKey(Session, 1)]));

        Assert.Equal(ReplyKind.NoSpace, Assert.Single(client.Sent<Reply>()).Kind);
    }

    [Fact]
    public void Expired_session_leaves_sent_writes_unknown_and_never_sends_them_under_another()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        client.TakeEffects();

        client.Hear(LearnerNode, new Answered([new Answer(new CommandKey(Session, 1), AnswerKind.SessionExpired, default)]));

        var effects = client.TakeEffects();
        Assert.Equal(ReplyKind.SessionExpired, Assert.Single(effects.All<Reply>()).Kind);
        Assert.DoesNotContain(effects.All<Submit>(), submit => submit.Commands.OfType<Execute>().Any());
    }

    [Fact]
    public void Answered_numbers_are_acknowledged_with_the_next_command()
    {
        var client = Ready();
        client.HearHost(Write(1, "a"));
        client.Hear(LearnerNode, Executed((Execute)client.Sent<Submit>()[0].Commands[0]));
        client.HearHost(Write(2, "b"));

        var second = Assert.IsType<Execute>(client.Sent<Submit>()[0].Commands[0]);

        Assert.Equal(2UL, second.Sequence);
        Assert.Equal(2UL, second.AckedBelow);
    }

    [Fact]
    public void Requests_beyond_the_bound_are_refused()
    {
        var client = Ready();
        var bound = new ProtocolOptions().PendingRequestsMax;
        for (var request = 0; request <= bound; request++)
        {
            client.HearHost(Write((ulong)request, "a"));
        }

        Assert.Equal(ReplyKind.Overloaded, Assert.Single(client.Sent<Reply>()).Kind);
        Assert.Equal(bound, client.PendingCount);
    }

    [Fact]
    public void Silent_learner_is_left_for_the_next_and_its_reads_move_along()
    {
        var client = Ready();
        client.HearHost(new Request(1, Append("read"), RequestKind.LinearizableRead, 5_000));
        Assert.Equal("learner1", client.TakeEffects().AtOnce.Single(sent => sent.Message is Query).To.Name);

        for (var step = 0; step < 11; step++)
        {
            Pass(client, 100);
        }

        var effects = client.TakeEffects();
        Assert.Equal("learner2", client.LearnerName);
        Assert.Contains(effects.AtOnce, sent => sent.Message is Query && sent.To == SecondLearner);
        Assert.Contains(effects.AtOnce, sent => sent.Message is Attach { Generation: 2 } && sent.To == SecondLearner);
    }

    [Fact]
    public void Idle_session_is_kept_alive()
    {
        var client = Ready();

        for (var second = 0; second < 21; second++)
        {
            Pass(client, 1_000);
            client.Hear(new NodeId(client.LearnerName, Role.Learner), new Attached(Generation(client), Slot.None, "proposer1"));
        }

        Assert.Contains(client.Sent<Submit>(), submit => submit.Commands.Any(command => command is KeepAlive));
    }

    private static ulong Generation(Client client) => client.LearnerName == "learner1" ? 1UL : 2UL;

    private Client Ready()
    {
        var context = Context("client1", Role.Client, ClientNonce, Leader, LearnerNode, SecondLearner);
        var client = new Client(context, new Prng(5), speaksForProcess: false);
        Adopt(client, ClientNonce);
        Pass(client, 1);
        client.Hear(LearnerNode, new Attached(1, Slot.None, "proposer1"));
        Pass(client, 1);
        var open = client.Sent<Submit>().SelectMany(submit => submit.Commands).OfType<OpenSession>().Single();
        client.Hear(LearnerNode, new SessionOpened(open.Nonce, Session));
        client.TakeEffects();
        return client;
    }

    private T PassUntil<T>(Client client)
        where T : Message
    {
        for (var step = 0; step < 20; step++)
        {
            Pass(client, 100);
            if (client.Sent<T>() is { Count: > 0 } sent)
            {
                return sent[0];
            }
        }

        throw new InvalidOperationException($"No {typeof(T).Name} within two seconds.");
    }

    private void Pass(Client client, long milliseconds) => client.Tick(new Instant(now += milliseconds));

    private static Request Write(ulong id, string text) => new(id, Append(text), RequestKind.Write, 5_000);

    private static Answered Executed(Execute command) =>
        new([new Answer(new CommandKey(command.Session, command.Sequence), AnswerKind.Executed, new byte[] { 1 })]);
}
