using Paxos.Node.Host;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Gossip;

namespace Paxos.Node.Tests.Host;

public sealed class NodeHostTests
{
    private static readonly NodeId Acceptor = new("n1", Role.Acceptor);
    private static readonly NodeId Learner = new("n1", Role.Learner);
    private static readonly NodeId Elsewhere = new("n2", Role.Proposer);

    private readonly HeldJournal journal = new();
    private readonly RecordingSender peers = new();
    private readonly Inbox inbox = new(100, 10_000);
    private readonly List<Reply> replies = [];
    private readonly List<Event> events = [];
    private readonly StoppedClock clock = new();
    private readonly FakeRole acceptor;
    private readonly FakeRole learner;
    private readonly NodeHost host;

    public NodeHostTests()
    {
        var details = new MemberDetails(RoleSet.Of(Role.Acceptor, Role.Learner), "h:1", "", "", "1", 1);
        var membership = new Membership("n1", details, [], new GossipOptions(), new Prng(1));
        var context = new NodeContext("n1", 1, new DiskId(1, 1), ["n1"], 0, membership, new ProtocolOptions());
        acceptor = new FakeRole(context, Role.Acceptor, speaksForProcess: true);
        learner = new FakeRole(context, Role.Learner, speaksForProcess: false);
        var deliverer = new Deliverer("n1", inbox, peers, replies.Add);
        host = new NodeHost(
            [
                new HostedRole(acceptor, new DurableGate(journal, deliverer.Deliver, deliverer.SendOffDurable), null),
                new HostedRole(learner, new DurableGate(null, deliverer.Deliver, deliverer.SendOffDurable), null),
            ],
            inbox,
            deliverer,
            (_, fact) => events.Add(fact),
            TimeSpan.FromMilliseconds(100),
            clock);
    }

    // Rule D1.
    [Fact]
    public void Messages_that_rest_on_records_wait_while_those_that_promise_nothing_leave()
    {
        acceptor.OnHeard = (role, _, _) =>
        {
            role.Persist(new PromiseRecord(new Ballot(0, 1, 1)));
            role.Send(Elsewhere, new PreElect(1, 1));
            role.SendAtOnce(Elsewhere, new ProgressAsk());
        };

        Round(new IdentityAsk(1));
        Assert.Equal([new ProgressAsk()], peers.Sent);
        journal.Release();

        Assert.Equal([new ProgressAsk(), new PreElect(1, 1)], peers.Sent);
    }

    [Fact]
    public void A_round_goes_on_while_the_disk_is_busy()
    {
        acceptor.OnHeard = (role, _, _) => role.Persist(new PromiseRecord(new Ballot(0, 1, 1)));
        Round(new IdentityAsk(1));

        acceptor.OnHeard = (role, _, _) => role.SendAtOnce(Elsewhere, new ProgressAsk());
        Round(new IdentityAsk(2));

        Assert.Equal([new ProgressAsk()], peers.Sent);
    }

    [Fact]
    public void Two_roles_of_one_process_talk_without_the_network()
    {
        acceptor.OnHeard = (role, _, _) => role.SendAtOnce(Learner, new IdentityAsk(2));

        Round(new IdentityAsk(1));
        host.RunRound();

        Assert.Equal([new IdentityAsk(2)], learner.Heard);
        Assert.Empty(peers.Sent);
    }

    [Fact]
    public void Gossip_goes_to_the_role_that_speaks_for_the_process()
    {
        var sender = new Member(
            "n2", new MemberDetails(RoleSet.All, "h:2", "", "", "1", 2), 1, MemberState.Alive, 0, 0, 0, MemberFacts.None);
        var ping = new Ping(5, sender, []);

        inbox.TryPost(new Envelope(new NodeId("n2", default), new NodeId("n1", default), 0, 0, ping), 1);
        host.RunRound();

        Assert.Contains(peers.Sent, message => message is Ack { Sequence: 5 });
    }

    [Fact]
    public void A_message_for_a_role_that_is_not_held_is_dropped()
    {
        inbox.TryPost(new Envelope(Elsewhere, new NodeId("n1", Role.Client), 0, 0, new IdentityAsk(1)), 1);

        host.RunRound();

        Assert.Empty(acceptor.Heard);
        Assert.Empty(learner.Heard);
    }

    [Fact]
    public void A_role_whose_disk_is_far_behind_hears_its_process_alone()
    {
        journal.HasRoom = false;
        inbox.PostFromHost(Acceptor, new LinkLost("n2"));

        Round(new IdentityAsk(1));

        Assert.Equal([new LinkLost("n2")], acceptor.Heard);
    }

    [Fact]
    public void Replies_and_events_reach_the_process()
    {
        var reply = new Reply(1, ReplyKind.Done, default, "");
        acceptor.OnHeard = (role, _, _) =>
        {
            role.ReplyToHost(reply);
            role.Report(new MemberLeft("x"));
        };

        Round(new IdentityAsk(1));

        Assert.Equal([reply], replies);
        Assert.Contains(new MemberLeft("x"), events);
    }

    [Fact]
    public void Time_moves_once_an_interval_however_many_rounds_there_are()
    {
        host.RunRound();
        host.RunRound();
        Assert.Equal(1, acceptor.Ticks);

        clock.Advance(NodeHost.TickIntervalMax);
        host.RunRound();

        Assert.Equal((2, 2), (acceptor.Ticks, learner.Ticks));
    }

    [Fact]
    public void Time_in_which_the_process_stood_still_does_not_count()
    {
        var clocks = new List<Instant>();
        host.AfterTick = clocks.Add;
        host.RunRound();

        clock.Advance(TimeSpan.FromSeconds(10));
        host.RunRound();
        clock.Advance(NodeHost.TickIntervalMax);
        host.RunRound();

        Assert.Equal([new Instant(0), new Instant(100), new Instant(150)], clocks);
    }

    [Fact]
    public void What_is_said_to_several_is_encoded_once()
    {
        acceptor.OnHeard = (role, _, _) =>
        {
            var message = new PreElect(1, 1);
            role.SendAtOnce(Elsewhere, message);
            role.SendAtOnce(new NodeId("n3", Role.Proposer), message);
        };

        Round(new IdentityAsk(1));

        Assert.True(peers.Encoded[0].Equals(peers.Encoded[1]));
    }

    [Fact]
    public void What_a_step_says_is_let_go_together_at_its_end()
    {
        acceptor.OnHeard = (role, _, _) =>
        {
            role.SendAtOnce(Elsewhere, new ProgressAsk());
            role.Send(Elsewhere, new PreElect(1, 1));
        };

        Round(new IdentityAsk(1));

        Assert.Equal((2, 2), (peers.Sent.Count, peers.Flushed));
    }

    [Fact]
    public void What_was_released_by_the_disk_is_let_go_without_a_further_step()
    {
        acceptor.OnHeard = (role, _, _) =>
        {
            role.Persist(new PromiseRecord(new Ballot(0, 1, 1)));
            role.Send(Elsewhere, new PreElect(1, 1));
        };
        Round(new IdentityAsk(1));

        journal.Release();

        Assert.Equal((1, 1), (peers.Sent.Count, peers.Flushed));
    }

    [Fact]
    public void Who_brings_a_message_runs_the_round()
    {
        inbox.OnArrival = host.Visit;

        inbox.PostFromHost(Acceptor, new LinkLost("n2"));

        Assert.Equal([new LinkLost("n2")], acceptor.Heard);
    }

    [Fact]
    public void What_a_round_itself_brings_waits_for_the_next_round()
    {
        inbox.OnArrival = host.Visit;
        acceptor.OnHeard = (_, _, message) =>
        {
            if (message is LinkLost { Name: "n2" })
            {
                inbox.PostFromHost(Acceptor, new LinkLost("n3"));
                Assert.Single(acceptor.Heard);
            }
        };

        inbox.PostFromHost(Acceptor, new LinkLost("n2"));

        Assert.Equal([new LinkLost("n2"), new LinkLost("n3")], acceptor.Heard);
    }

    [Fact]
    public async Task Nothing_is_missed_and_nothing_runs_twice_at_once_however_many_bring_messages()
    {
        var inside = 0;
        acceptor.OnHeard = (_, _, _) =>
        {
            Assert.Equal(1, Interlocked.Increment(ref inside));
            Interlocked.Decrement(ref inside);
        };
        inbox.OnArrival = host.Visit;
        using var stopping = new CancellationTokenSource();
        var running = Task.Factory.StartNew(
            () => host.Run(stopping.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

        await Task.WhenAll(Enumerable.Range(0, 4).Select(writer => Task.Run(() =>
        {
            for (var count = 0; count < 5_000; count++)
            {
                inbox.PostFromHost(Acceptor, new LinkLost($"{writer} {count}"));
            }
        })));

        // A visit ends after so many rounds and leaves the rest to the host's thread, which is about to be stopped.
        while (inbox.Count > 0)
        {
            host.Visit();
        }

        await stopping.CancelAsync();
        await running;

        Assert.Equal(20_000, acceptor.Heard.Distinct().Count());
        inbox.PostFromHost(Acceptor, new LinkLost("late"));
        Assert.Equal(20_000, acceptor.Heard.Count);
    }

    private void Round(Message message)
    {
        inbox.TryPost(new Envelope(Elsewhere, Acceptor, 0, 0, message), 1);
        host.RunRound();
    }

    private sealed class RecordingSender : IPeerSender
    {
        public List<Message> Sent { get; } = [];

        public List<ReadOnlyMemory<byte>> Encoded { get; } = [];

        /// <summary>How many had been said when they were last let go.</summary>
        public int Flushed { get; private set; }

        public void Send(Envelope envelope, ReadOnlyMemory<byte> encoded)
        {
            Sent.Add(MessageCodec.Decode(encoded));
            Encoded.Add(encoded);
        }

        public void Flush() => Flushed = Sent.Count;
    }
}
