using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>One process, its messages written and read by hand.</summary>
public class MembershipTests
{
    private const ulong OwnNonce = 1;
    private readonly Membership membership = Create([]);
    private long now;

    public MembershipTests()
    {
        membership.Tick(default);
    }

    [Fact]
    public void A_stranger_that_pings_is_answered_and_becomes_a_member()
    {
        Run(10);

        Receive(new Ping(77, Alive("b"), []));

        var sent = membership.TakeMessages();
        Assert.Contains(sent, message => message is { To: "b", Message: Ack { Sequence: 77 } });
        Assert.Equal(["a", "b"], membership.Members.Select(member => member.Name));
        Assert.Contains(new MemberJoined("b", RoleSet.Of(Role.Learner), "b:7000"), membership.TakeEvents());
    }

    [Fact]
    public void A_message_whose_sender_claims_another_name_is_ignored()
    {
        membership.Receive("c", new Ping(77, Alive("b"), []));

        Assert.Empty(membership.TakeMessages());
        Assert.Null(membership.Find("b"));
    }

    // SWIM, section 4.3: in each round every member is probed once, so at the latest 2n−1 periods after the last time.
    [Fact]
    public void Every_member_is_probed_once_in_each_round_in_changing_order()
    {
        Learn("b", "c", "d", "e", "f");
        var probed = new List<string>();
        AnswerProbes(20 * 5 * 500, probed);

        var rounds = probed.Chunk(5).Where(round => round.Length == 5).Skip(1).ToList();
        Assert.All(rounds, round => Assert.Equal(["b", "c", "d", "e", "f"], round.Order()));
        Assert.True(rounds.Select(round => string.Join("", round)).Distinct().Count() > 5);
    }

    // SWIM, section 3.1: no ack within the timeout, k helpers are asked; none by the period's end, it is suspect.
    [Fact]
    public void A_silent_member_is_probed_through_helpers_and_then_suspected()
    {
        Learn("b", "c", "d", "e");
        var (target, sequence) = NextProbe();

        Run(190);
        Assert.Empty(Sent<PingRequest>());
        Run(10);
        var requests = Sent<PingRequest>();

        Assert.Equal(2, requests.Select(request => request.To).Distinct().Count());
        Assert.All(requests, request =>
        {
            Assert.Equal(sequence, request.Message.Sequence);
            Assert.Equal(target, request.Message.Target);
        });
        Assert.DoesNotContain(requests, request => request.To == target);
        Run(290);
        Assert.Equal(MemberState.Alive, membership.Find(target)!.State);
        Run(10);
        Assert.Equal(MemberState.Suspect, membership.Find(target)!.State);
        Assert.Contains(new MemberSuspected(target, "a"), membership.TakeEvents());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_ack_from_the_member_or_from_a_helper_ends_the_probe(bool isDirect)
    {
        Learn("b", "c", "d");
        var (target, sequence) = NextProbe();
        Run(250);
        var helper = Sent<PingRequest>()[0].To;

        Receive(new Ack(sequence, Alive(isDirect ? target : helper), []));
        Run(260);

        Assert.Equal(MemberState.Alive, membership.Find(target)!.State);
    }

    [Fact]
    public void A_helper_pings_the_target_and_passes_its_ack_on()
    {
        Learn("b", "c");
        Receive(new PingRequest(900, "c", Alive("b"), []));
        var relayed = Assert.Single(Sent<Ping>());
        Assert.Equal("c", relayed.To);
        Assert.NotEqual(900UL, relayed.Message.Sequence);

        Receive(new Ack(relayed.Message.Sequence, Alive("c"), []));

        var ack = Assert.Single(Sent<Ack>());
        Assert.Equal(("b", 900UL), (ack.To, ack.Message.Sequence));
    }

    // Lifeguard, LHA-Probe: at four fifths of the timeout, in time to reach the asker; the ack may still follow.
    [Fact]
    public void A_helper_without_an_answer_says_so()
    {
        Learn("b", "c");
        Receive(new PingRequest(900, "c", Alive("b"), []));
        var relayed = Assert.Single(Sent<Ping>());

        Run(150);
        Assert.Empty(Sent<ProbeNack>());
        Run(10);

        var nack = Assert.Single(Sent<ProbeNack>());
        Assert.Equal(("b", 900UL), (nack.To, nack.Message.Sequence));
        Receive(new Ack(relayed.Message.Sequence, Alive("c"), []));
        Assert.Single(Sent<Ack>());
    }

    [Fact]
    public void A_helper_takes_a_bounded_number_of_requests()
    {
        Learn("b", "c");

        for (var request = 0UL; request < 200; request++)
        {
            Receive(new PingRequest(request, "c", Alive("b"), []));
        }

        Assert.Equal(GossipLimits.RelaysMax, Sent<Ping>().Count);
    }

    // Lifeguard: silent helpers put the blame on this process; helpers that do answer put it on the target.
    [Theory]
    [InlineData(0, 3)]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    public void Missing_nacks_make_a_process_doubt_its_own_health(int nacks, int multiplier)
    {
        Learn("b", "c", "d");
        var (_, sequence) = NextProbe();
        Run(210);
        var helpers = Sent<PingRequest>().Select(request => request.To).ToList();

        foreach (var helper in helpers.Take(nacks))
        {
            Receive(new ProbeNack(sequence, Alive(helper), []));
        }

        Run(300);
        Assert.Equal(multiplier, membership.HealthMultiplier);
    }

    // SWIM, section 4.2: only the member itself raises its incarnation.
    [Theory]
    [InlineData(MemberState.Suspect)]
    [InlineData(MemberState.Dead)]
    [InlineData(MemberState.Left)]
    public void A_false_claim_about_this_process_is_refuted_with_a_higher_incarnation(MemberState claimed)
    {
        Receive(new Ping(5, Alive("b"), [new Rumour(membership.Self with { State = claimed, Incarnation = 7 }, "c")]));

        var ack = Assert.Single(Sent<Ack>()).Message;
        Assert.Equal((8UL, MemberState.Alive), (ack.Sender.Incarnation, ack.Sender.State));
        Assert.Contains(new SelfRefuted("c", claimed, 8), membership.TakeEvents());
        Assert.Equal(2, membership.HealthMultiplier);
    }

    [Fact]
    public void An_old_claim_about_this_process_is_ignored()
    {
        var dead = membership.Self with { State = MemberState.Dead };
        Receive(new Ping(5, Alive("b"), [new Rumour(dead, "c")]));

        Receive(new Ping(6, Alive("b"), [new Rumour(dead, "c")]));

        Assert.Equal(2UL, membership.Self.Incarnation);
    }

    [Fact]
    public void A_refutation_of_what_came_without_a_question_is_sent_at_once()
    {
        Learn("b");

        Receive(new Ack(5, Alive("b"), [new Rumour(membership.Self with { State = MemberState.Dead }, "c")]));

        var ping = Assert.Single(Sent<Ping>());
        Assert.Equal(("b", 2UL), (ping.To, ping.Message.Sender.Incarnation));
    }

    // Lifeguard's buddy system: whoever is believed suspect or dead hears it first, with every message.
    [Theory]
    [InlineData(MemberState.Suspect)]
    [InlineData(MemberState.Dead)]
    public void One_that_is_not_believed_alive_is_told_so_every_time(MemberState state)
    {
        Learn("b", "c");
        Receive(new Ping(5, Alive("c"), [new Rumour(Alive("b") with { State = state }, "c")]));
        membership.TakeMessages();

        for (var sequence = 0UL; sequence < 50; sequence++)
        {
            Receive(new Ping(sequence, Alive("b"), []));

            var told = Assert.Single(Sent<Ack>()).Message.Rumours[0];
            Assert.Equal(("b", state, "c"), (told.Member.Name, told.Member.State, told.Accuser));
        }
    }

    [Fact]
    public void A_dead_member_that_refutes_is_alive_again()
    {
        Learn("b", "c");
        Receive(new Ping(5, Alive("c"), [new Rumour(Alive("b") with { State = MemberState.Dead }, "c")]));
        Assert.Contains(new MemberDied("b", "c"), membership.TakeEvents());
        Receive(new Ping(6, Alive("b"), []));
        Assert.Equal(MemberState.Dead, membership.Find("b")!.State);

        Receive(new Ping(7, Alive("b") with { Incarnation = 2 }, []));

        Assert.Equal(MemberState.Alive, membership.Find("b")!.State);
        Assert.Contains(new MemberReturned("b", 2), membership.TakeEvents());
    }

    [Fact]
    public void A_dead_member_is_tried_every_reconnect_interval()
    {
        Learn("b");
        Receive(new Ping(5, Alive("c"), [new Rumour(Alive("b") with { State = MemberState.Dead }, "c")]));
        membership.TakeMessages();
        var pings = 0;

        AnswerProbes(10_000, [], target => pings += target == "b" ? 1 : 0);

        Assert.InRange(pings, 9, 11);
    }

    // A full exchange may tell of deaths from the other side of a partition: the living get their chance to refute.
    [Fact]
    public void A_death_told_in_an_exchange_only_makes_a_living_member_suspect()
    {
        Learn("b", "c");

        Receive(new ExchangeReply(Alive("c"), [new(Alive("b") with { State = MemberState.Dead }, "e")]));

        Assert.Equal(MemberState.Suspect, membership.Find("b")!.State);
        Assert.Contains(new MemberSuspected("b", "e"), membership.TakeEvents());
    }

    [Fact]
    public void An_exchange_is_answered_with_everybody_known()
    {
        Learn("b", "c");

        Receive(new Exchange(Alive("d"), [new(Alive("e"), "")]));

        var reply = Assert.Single(Sent<ExchangeReply>());
        Assert.Equal("d", reply.To);
        Assert.Equal(["b", "c", "d", "e"], reply.Message.Rumours.Select(rumour => rumour.Member.Name));
    }

    // A stopped process wakes up to many expired deadlines. It alone was silent, so it must accuse nobody.
    [Fact]
    public void A_process_that_was_stopped_accuses_nobody_of_having_been_silent()
    {
        Learn("b", "c");
        Receive(new Ping(5, Alive("c"), [new Rumour(Alive("b") with { State = MemberState.Suspect }, "c")]));
        Run(100);

        now += 60_000;
        membership.Tick(new Instant(now));

        Assert.Equal(MemberState.Suspect, membership.Find("b")!.State);
    }

    [Fact]
    public void A_clock_that_jumps_back_changes_nothing()
    {
        Learn("b");
        Run(1_000);
        var before = membership.Members;

        membership.Tick(new Instant(0));

        Assert.Equal(before.Select(member => member.State), membership.Members.Select(member => member.State));
    }

    [Fact]
    public void A_restarted_process_goes_above_what_is_known_of_its_earlier_life()
    {
        var earlier = membership.Self with { Incarnation = 5, Details = Details("a", 99) };

        Receive(new ExchangeReply(Alive("b"), [new(earlier, "")]));

        Assert.Equal(6UL, membership.Self.Incarnation);
        Assert.Equal(OwnNonce, membership.Self.BootNonce);
        Assert.DoesNotContain(membership.TakeEvents(), happened => happened is NameConflict or SelfRefuted);
    }

    [Fact]
    public void A_later_life_of_a_member_is_told_of_the_earlier_one_at_its_own_address()
    {
        Learn("b");
        var later = Alive("b") with { Details = Details("b", 99) with { PeerAddress = "elsewhere:7000" } };

        Receive(new Ping(5, later, []));

        var told = Assert.Single(Assert.Single(Sent<Ack>()).Message.Rumours).Member;
        Assert.Equal(("b", Alive("b").BootNonce), (told.Name, told.BootNonce));
        Assert.Equal("elsewhere:7000", membership.AddressOf("b"));
        Receive(new Ping(6, later with { Incarnation = 2 }, []));
        Assert.Equal(99UL, membership.Find("b")!.BootNonce);
        Assert.Contains(new MemberRestarted("b", 99), membership.TakeEvents());
    }

    [Fact]
    public void One_that_left_says_goodbye_and_then_nothing()
    {
        Learn("b", "c");

        membership.Leave();
        membership.Leave();

        var farewells = Sent<Ping>();
        Assert.Equal(["b", "c"], farewells.Select(farewell => farewell.To).Order());
        Assert.All(farewells, farewell => Assert.Equal(MemberState.Left, farewell.Message.Sender.State));
        Run(30_000);
        Receive(new Ping(5, Alive("b"), []));
        Assert.Empty(membership.TakeMessages());
        Assert.DoesNotContain("a", membership.AliveWith(Role.Learner));
    }

    [Fact]
    public void A_goodbye_is_believed_and_not_answered()
    {
        Learn("b");

        Receive(new Ping(5, Alive("b") with { State = MemberState.Left }, []));

        Assert.Empty(membership.TakeMessages());
        Assert.Contains(new MemberLeft("b"), membership.TakeEvents());
    }

    [Fact]
    public void The_dead_are_forgotten_after_long_unless_they_are_seeds()
    {
        var options = new GossipOptions { ForgetMilliseconds = 10_000 };
        var seeded = Create(["seed"], options);
        var dead = Alive("b") with { State = MemberState.Dead };
        seeded.Receive("c", new Ping(
            5, Alive("c") with { State = MemberState.Left }, [new(dead, "c"), new(dead with { Name = "seed" }, "c")]));

        for (var at = 0L; at < 12_000; at += 50)
        {
            seeded.Tick(new Instant(at));
        }

        Assert.Equal(["a", "seed"], seeded.Members.Select(member => member.Name));
        var forgotten = seeded.TakeEvents().OfType<MemberForgotten>().Select(happened => happened.Name);
        Assert.Equal(["b", "c"], forgotten);

        // Somebody who has not forgotten it yet must not bring it back.
        seeded.Receive("d", new Exchange(Alive("d"), [new(dead with { StateMilliseconds = 10_000 }, "c")]));
        Assert.Null(seeded.Find("b"));
    }

    [Fact]
    public void The_table_is_bounded_and_the_living_are_never_pushed_out()
    {
        var names = Enumerable.Range(1, 2_000).Select(number => $"n{number:0000}").ToList();
        foreach (var name in names)
        {
            Receive(new Ping(1, Alive(name), []));
        }

        Assert.Equal(GossipLimits.MembersMax, membership.Members.Count);
        Receive(new Ping(1, Alive("n0500") with { State = MemberState.Left }, []));
        Receive(new Ping(1, Alive("newcomer"), []));
        Assert.Equal(GossipLimits.MembersMax, membership.Members.Count);
        Assert.Null(membership.Find("n0500"));
        Assert.NotNull(membership.Find("newcomer"));
    }

    [Fact]
    public void Hints_change_their_version_only_when_they_change()
    {
        var facts = MemberFacts.None with { Condition = "Ready" };

        membership.Describe(facts);
        membership.Describe(facts with { Leader = "" });

        Assert.Equal((1UL, "Ready"), (membership.Self.FactsVersion, membership.Self.Facts.Condition));
        Assert.Throws<ArgumentException>(() => membership.Describe(facts with { Condition = new string('x', 129) }));
    }

    [Fact]
    public void Older_hints_and_hints_of_an_earlier_life_are_ignored()
    {
        var newest = Alive("b") with { FactsVersion = 5, Facts = MemberFacts.None with { Condition = "New" } };
        var old = newest with { FactsVersion = 4, Facts = MemberFacts.None with { Condition = "Old" } };
        Receive(new Ping(1, newest, []));

        Receive(new Ping(2, old, []));
        Receive(new Ping(3, old with { FactsVersion = 9, Details = Details("b", 99) }, []));

        Assert.Equal("New", membership.Find("b")!.Facts.Condition);
    }

    [Fact]
    public void The_living_with_a_role_are_listed_by_name_without_the_suspects()
    {
        Learn("d", "c", "b");
        Receive(new Ping(5, Alive("c"), [new Rumour(Alive("b") with { State = MemberState.Suspect }, "c")]));

        Assert.Equal(["a", "c", "d"], membership.AliveWith(Role.Learner));
        Assert.Empty(membership.AliveWith(Role.Proposer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a-name-that-is-longer-than-the-sixty-three-characters-of-a-label-")]
    public void A_name_out_of_range_is_refused(string name)
    {
        Assert.ThrowsAny<ArgumentException>(() =>
            new Membership(name, Details("a", 1), [], new GossipOptions(), new Prng(1)));
    }

    private static Membership Create(IReadOnlyList<string> seeds, GossipOptions? options = null) =>
        new("a", Details("a", OwnNonce), seeds, options ?? new GossipOptions(), new Prng(1));

    private static MemberDetails Details(string name, ulong nonce) =>
        new(RoleSet.Of(Role.Learner), $"{name}:7000", $"{name}:8000", "", "1.0", nonce);

    private static Member Alive(string name) =>
        new(name, Details(name, 1_000UL + name[0]), 1, MemberState.Alive, 5_000, 5_000, 0, MemberFacts.None);

    private void Receive(GossipMessage message) => membership.Receive(message.Sender.Name, message);

    private void Learn(params string[] names)
    {
        Receive(new ExchangeReply(Alive(names[0]), names.Skip(1).Select(name => new Rumour(Alive(name), "")).ToList()));
        membership.TakeMessages();
    }

    /// <summary>Ticks every 10 ms, answering nothing.</summary>
    private void Run(long milliseconds)
    {
        for (var end = now + milliseconds; now < end;)
        {
            now += 10;
            membership.Tick(new Instant(now));
        }
    }

    private (string Target, ulong Sequence) NextProbe()
    {
        while (true)
        {
            Run(10);
            if (Sent<Ping>() is [var ping])
            {
                return (ping.To, ping.Message.Sequence);
            }
        }
    }

    private void AnswerProbes(long milliseconds, List<string> probed, Action<string>? onPing = null)
    {
        for (var end = now + milliseconds; now < end;)
        {
            Run(10);
            foreach (var ping in Sent<Ping>())
            {
                onPing?.Invoke(ping.To);
                probed.Add(ping.To);
                if (membership.Find(ping.To)!.State == MemberState.Alive)
                {
                    Receive(new Ack(ping.Message.Sequence, Alive(ping.To), []));
                }
            }
        }
    }

    /// <summary>The messages of one kind among those sent since the last call; the others are dropped.</summary>
    private List<(string To, TMessage Message)> Sent<TMessage>()
        where TMessage : GossipMessage => membership.TakeMessages()
        .Where(sent => sent.Message is TMessage)
        .Select(sent => (sent.To, (TMessage)sent.Message))
        .ToList();
}
