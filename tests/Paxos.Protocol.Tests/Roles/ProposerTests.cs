using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Lamport, "Paxos Made Simple", section 3: one distinguished proposer runs phase 1 once for all slots.
public sealed class ProposerTests
{
    private static readonly NodeId Other = new("proposer2", Role.Proposer);

    private long now = 1;

    [Fact]
    public void Silence_leads_to_a_question_and_a_granting_quorum_to_phase_1()
    {
        var proposer = Ready();

        var ask = Campaign(proposer);
        Grant(proposer, ask, 0);
        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
        Grant(proposer, ask, 1);

        Assert.Equal(ProposerPhase.Preparing, proposer.Phase);
        Assert.Equal(3, proposer.Sent<Prepare>().Count);
    }

    // Schedule L3: a refusal tells the ballot to beat.
    [Fact]
    public void Ballot_beats_every_promise_heard_of_in_refusals_too()
    {
        var proposer = Ready();
        var ask = Campaign(proposer);
        proposer.Hear(AcceptorNode(2), new PreElected(ask.Nonce, Disks[2], false, Round(41)));
        Grant(proposer, ask, 0);
        Grant(proposer, ask, 1);

        Assert.Equal(42UL, proposer.Sent<Prepare>()[0].Ballot.Round);
    }

    [Fact]
    public void Grants_of_one_acceptor_are_no_quorum()
    {
        var proposer = Ready();
        var ask = Campaign(proposer);
        Grant(proposer, ask, 0);
        Grant(proposer, ask, 0);

        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
    }

    // Schedule L2: a phase 1 that waits asks again.
    [Fact]
    public void Prepare_is_sent_again_to_every_acceptor_that_has_not_answered()
    {
        var (proposer, ballot) = Preparing();
        proposer.Hear(AcceptorNode(0), Promised(ballot, 0));
        proposer.TakeEffects();

        Pass(proposer, 100);

        Assert.Equal(2, proposer.Sent<Prepare>().Count);
    }

    [Fact]
    public void Phase_1_that_reaches_no_quorum_ends()
    {
        var (proposer, _) = Preparing();

        for (var step = 0; step < 25; step++)
        {
            Pass(proposer, 100);
        }

        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
    }

    [Fact]
    public void Recovered_slots_are_proposed_again_before_anything_new()
    {
        var (proposer, ballot) = Preparing();
        var old = BatchOf("old");
        proposer.Hear(AcceptorNode(0), Promised(ballot, 0, new Vote(At(2), Round(1), old, false)));
        proposer.Hear(AcceptorNode(1), Promised(ballot, 1));

        var accepts = proposer.Sent<Accept>();
        Assert.Equal(ProposerPhase.Leading, proposer.Phase);
        Assert.Equal(3, accepts.Count);
        Assert.Equal(At(1), accepts[0].First);
        Assert.Equal([Batch.Noop, old], accepts[0].Batches);
        Assert.Equal(At(3), proposer.NextSlot);
    }

    [Fact]
    public void Slot_is_chosen_by_a_quorum_at_this_ballot_alone()
    {
        var (proposer, ballot) = Leading();
        proposer.Hear(ClientNode, new Submit([Command(1)]));
        proposer.TakeEffects();

        proposer.Hear(AcceptorNode(0), new Accepted(ballot, Disks[0], Range(1, 1), 1));
        proposer.Hear(AcceptorNode(1), new Accepted(Round(1), Disks[1], Range(1, 1), 1));
        Assert.Equal(Slot.None, proposer.ChosenTo);
        proposer.Hear(AcceptorNode(2), new Accepted(ballot, Disks[2], Range(1, 1), 1));

        Assert.Equal(At(1), proposer.ChosenTo);
    }

    [Fact]
    public void Votes_are_counted_by_disk_and_never_by_name()
    {
        var (proposer, ballot) = Leading();
        proposer.Hear(ClientNode, new Submit([Command(1)]));
        proposer.TakeEffects();

        proposer.Hear(AcceptorNode(0), new Accepted(ballot, Disks[0], Range(1, 1), 1));
        proposer.Hear(AcceptorNode(1), new Accepted(ballot, Disks[0], Range(1, 1), 1));
        proposer.Hear(AcceptorNode(2), new Accepted(ballot, new DiskId(8, 8), Range(1, 1), 1));

        Assert.Equal(Slot.None, proposer.ChosenTo);
    }

    [Fact]
    public void Watermark_stops_at_the_first_slot_that_is_not_chosen()
    {
        var (proposer, ballot) = Leading();
        for (var sequence = 1UL; sequence <= 2; sequence++)
        {
            proposer.Hear(ClientNode, new Submit([Command(sequence)]));
            proposer.TakeEffects();
        }

        VoteFor(proposer, ballot, 2);
        Assert.Equal(Slot.None, proposer.ChosenTo);
        VoteFor(proposer, ballot, 1);

        Assert.Equal(At(2), proposer.ChosenTo);
    }

    [Fact]
    public void Commands_that_come_while_slots_are_in_flight_form_one_batch()
    {
        var (proposer, ballot) = Leading();
        for (var sequence = 1UL; sequence <= 9; sequence++)
        {
            proposer.Hear(ClientNode, new Submit([Command(sequence)]));
            proposer.TakeEffects();
        }

        Assert.Equal(4, proposer.InFlightCount);
        Assert.Equal(5, proposer.QueuedCount);
        VoteFor(proposer, ballot, 1);

        var accept = proposer.Sent<Accept>()[0];
        Assert.Equal(5, Assert.Single(accept.Batches).Commands.Count);
    }

    [Fact]
    public void Leader_steps_down_on_a_nack_and_refuses_what_waits()
    {
        var (proposer, ballot) = Leading();
        for (var sequence = 1UL; sequence <= 6; sequence++)
        {
            proposer.Hear(ClientNode, new Submit([Command(sequence)]));
            proposer.TakeEffects();
        }

        proposer.Hear(AcceptorNode(0), new Nack(ballot, new Ballot(0, 99, 3), Disks[0]));

        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
        Assert.Equal(2, Assert.Single(proposer.Sent<Refused>()).Commands.Count);
    }

    [Fact]
    public void Leader_without_a_quorum_of_answers_steps_down()
    {
        var (proposer, _) = Leading();

        Pass(proposer, 600);

        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
    }

    // Schedule L6.
    [Fact]
    public void Leader_that_no_learner_follows_steps_down_and_waits_before_it_campaigns_again()
    {
        var (proposer, ballot) = Leading();
        proposer.Hear(ClientNode, new Submit([Command(1)]));
        proposer.TakeEffects();
        VoteFor(proposer, ballot, 1);

        for (var step = 0; step < 25; step++)
        {
            Confirm(proposer, ballot);
            Pass(proposer, 100);
        }

        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
        proposer.TakeEffects();
        for (var step = 0; step < 40; step++)
        {
            Pass(proposer, 100);
        }

        Assert.Empty(proposer.Sent<PreElect>());
    }

    // Rule R1's second part: what an earlier leader answered must be chosen before a read is captured.
    [Fact]
    public void Read_index_waits_for_recovered_slots()
    {
        var (proposer, ballot) = Preparing();
        proposer.Hear(AcceptorNode(0), Promised(ballot, 0, new Vote(At(1), Round(1), BatchOf("old"), false)));
        proposer.Hear(AcceptorNode(1), Promised(ballot, 1));
        proposer.Hear(LearnerNode, new ReadIndexAsk(5));
        proposer.TakeEffects();
        Confirm(proposer, ballot);
        Assert.Empty(proposer.Sent<ReadIndexTold>());

        VoteFor(proposer, ballot, 1);
        proposer.TakeEffects();
        Confirm(proposer, ballot);

        Assert.Equal([new ReadIndexTold(5, At(1))], proposer.Sent<ReadIndexTold>());
    }

    [Fact]
    public void Proposer_that_does_not_lead_refuses_commands_and_names_the_leader()
    {
        var proposer = Ready();
        proposer.Hear(Other, new Heartbeat(Round(3), Slot.None));
        proposer.Hear(ClientNode, new Submit([Command(1)]));

        var refused = Assert.Single(proposer.Sent<Refused>());
        Assert.Equal(RefusalReason.NotLeader, refused.Reason);
        Assert.Equal("proposer2", refused.Leader);
    }

    // Schedule L7: a hand-over to a target that does not take office leaves the leader in its own.
    [Fact]
    public void Hand_over_that_nobody_takes_leaves_the_leader_in_office()
    {
        var (proposer, ballot) = Leading();
        proposer.HearHost(new HandOver("proposer2"));
        Assert.Equal(4, proposer.Sent<Transfer>().Count);
        proposer.Hear(ClientNode, new Submit([Command(1)]));
        Assert.Single(proposer.Sent<Refused>());

        for (var step = 0; step < 11; step++)
        {
            Confirm(proposer, ballot);
            Pass(proposer, 100);
        }

        proposer.TakeEffects();
        proposer.Hear(ClientNode, new Submit([Command(2)]));
        Assert.Equal(3, proposer.Sent<Accept>().Count);
    }

    [Fact]
    public void Offered_office_is_asked_for_at_once()
    {
        var proposer = Ready();

        proposer.Hear(Other, new Transfer(Round(3), proposer.Owner));

        Assert.Equal(3, proposer.Sent<PreElect>().Count);
    }

    // An offer may be lost, and the successor's question may come before it to an acceptor, who then refuses.
    [Fact]
    public void Office_is_offered_again_until_it_is_taken()
    {
        var (proposer, ballot) = Leading();
        proposer.HearHost(new HandOver("proposer2"));
        proposer.TakeEffects();

        Confirm(proposer, ballot);
        Pass(proposer, 100);

        Assert.Equal(4, proposer.Sent<Transfer>().Count);
    }

    // The leader that offers its office sends heartbeats and offers until it is deposed.
    [Fact]
    public void Grants_of_an_offered_office_count_through_heartbeats_and_repeated_offers()
    {
        var proposer = Ready();
        proposer.Hear(Other, new Heartbeat(Round(3), Slot.None));
        proposer.Hear(Other, new Transfer(Round(3), proposer.Owner));
        var ask = proposer.Sent<PreElect>()[0];

        Grant(proposer, ask, 0);
        proposer.Hear(Other, new Heartbeat(Round(3), Slot.None));
        proposer.Hear(Other, new Transfer(Round(3), proposer.Owner));
        Assert.All(proposer.Sent<PreElect>(), again => Assert.Equal(ask, again));
        Grant(proposer, ask, 1);

        Assert.Equal(ProposerPhase.Preparing, proposer.Phase);
    }

    [Fact]
    public void Offered_office_that_was_not_taken_in_time_is_forgotten_at_the_next_heartbeat()
    {
        var proposer = Ready();
        proposer.Hear(Other, new Transfer(Round(3), proposer.Owner));
        var ask = proposer.Sent<PreElect>()[0];
        Grant(proposer, ask, 0);

        for (var step = 0; step < 10; step++)
        {
            proposer.Hear(Other, new Heartbeat(Round(3), Slot.None));
            Pass(proposer, 100);
        }

        proposer.Hear(Other, new Heartbeat(Round(3), Slot.None));
        Grant(proposer, ask, 1);

        Assert.Equal(ProposerPhase.Standby, proposer.Phase);
    }

    [Fact]
    public void Too_many_full_acceptors_make_the_leader_refuse_commands_until_one_votes_again()
    {
        var (proposer, ballot) = Leading();
        proposer.Hear(ClientNode, new Submit([Command(1)]));
        proposer.TakeEffects();
        proposer.Hear(AcceptorNode(0), new NoSpace(ballot, Disks[0], 1));
        proposer.Hear(AcceptorNode(1), new NoSpace(ballot, Disks[1], 1));
        proposer.TakeEffects();

        proposer.Hear(ClientNode, new Submit([Command(2)]));
        Assert.Equal(RefusalReason.NoSpace, Assert.Single(proposer.Sent<Refused>()).Reason);
        proposer.Hear(AcceptorNode(0), new Accepted(ballot, Disks[0], Range(1, 1), 1));
        proposer.Hear(ClientNode, new Submit([Command(3)]));

        Assert.Empty(proposer.Sent<Refused>());
    }

    [Fact]
    public void Copy_of_a_command_in_flight_is_not_refused_for_want_of_space()
    {
        var (proposer, ballot) = Leading();
        proposer.Hear(ClientNode, new Submit([Command(1)]));
        proposer.TakeEffects();
        proposer.Hear(AcceptorNode(0), new NoSpace(ballot, Disks[0], 1));
        proposer.Hear(AcceptorNode(1), new NoSpace(ballot, Disks[1], 1));
        proposer.TakeEffects();

        proposer.Hear(ClientNode, new Submit([Command(1), Command(2)]));

        Assert.Equal([new CommandKey(SessionId.Of(Slot.First, 0), 2)], Assert.Single(proposer.Sent<Refused>()).Commands);
    }

    private static Proposer Ready()
    {
        var context = Context("proposer1", Role.Proposer, 1, Other, LearnerNode);
        var proposer = new Proposer(context, new Prng(4), speaksForProcess: false);
        Adopt(proposer);
        return proposer;
    }

    private (Proposer Proposer, Ballot Ballot) Preparing()
    {
        var proposer = Ready();
        var ask = Campaign(proposer);
        Grant(proposer, ask, 0);
        Grant(proposer, ask, 1);
        return (proposer, proposer.Sent<Prepare>()[0].Ballot);
    }

    private (Proposer Proposer, Ballot Ballot) Leading()
    {
        var (proposer, ballot) = Preparing();
        proposer.Hear(AcceptorNode(0), Promised(ballot, 0));
        proposer.Hear(AcceptorNode(1), Promised(ballot, 1));
        Assert.Equal(ProposerPhase.Leading, proposer.Phase);
        proposer.TakeEffects();
        return (proposer, ballot);
    }

    private PreElect Campaign(Proposer proposer)
    {
        for (var step = 0; step < 20; step++)
        {
            Pass(proposer, 100);
            if (proposer.Sent<PreElect>() is { Count: > 0 } asked)
            {
                return asked[0];
            }
        }

        throw new InvalidOperationException("The proposer did not campaign within two seconds of silence.");
    }

    private void Pass(Proposer proposer, long milliseconds) => proposer.Tick(new Instant(now += milliseconds));

    private static void Grant(Proposer proposer, PreElect ask, int index) =>
        proposer.Hear(AcceptorNode(index), new PreElected(ask.Nonce, Disks[index], true, Ballot.Zero));

    private static void Confirm(Proposer proposer, Ballot ballot)
    {
        for (var index = 0; index < 3; index++)
        {
            proposer.Hear(AcceptorNode(index), new Confirmed(ballot, Disks[index], ulong.MaxValue));
        }
    }

    private static void VoteFor(Proposer proposer, Ballot ballot, ulong slot)
    {
        proposer.Hear(AcceptorNode(0), new Accepted(ballot, Disks[0], Range(slot, slot), 1));
        proposer.Hear(AcceptorNode(1), new Accepted(ballot, Disks[1], Range(slot, slot), 1));
    }

    private static Promise Promised(Ballot ballot, int index, params Vote[] votes) => new(
        ballot, Disks[index], Slot.None, Slot.None, new SlotRange(Slot.First, new Slot(ulong.MaxValue)), votes, []);

    private static Execute Command(ulong sequence) => new(SessionId.Of(Slot.First, 0), sequence, 1, Append("v"));
}
