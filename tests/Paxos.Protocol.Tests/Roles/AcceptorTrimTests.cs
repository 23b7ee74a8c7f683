using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

/// <summary>Rule T2 (protocol design, section 1.2): what an acceptor forgets, and what it says about it.</summary>
public sealed class AcceptorTrimTests
{
    private static readonly Batch X = BatchOf("x");

    // Schedule S5: nobody hears of it before it is durable.
    [Fact]
    public void Trim_is_recorded_before_it_is_told()
    {
        var acceptor = Voted(3);

        acceptor.Hear(Leader, new Trim(Round(1), At(3), At(2)));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new TrimRecord(At(2))], effects.Records);
        Assert.Equal([new Trimmed(Round(1), Disks[0], At(2))], effects.AfterDurable.Select(envelope => envelope.Message));
        Assert.DoesNotContain(effects.AtOnce, envelope => envelope.Message is Trimmed);
        Assert.Equal(1, acceptor.VoteCount);
    }

    [Fact]
    public void Accept_carries_it_as_well()
    {
        var acceptor = Voted(3);

        acceptor.Hear(Leader, new Accept(Round(1), At(4), [X], At(3), At(3), 9));

        Assert.Equal(At(3), acceptor.TrimmedTo);
        Assert.Equal([At(4)], acceptor.TakeEffects().Records.OfType<VoteRecord>().Select(record => record.Slot));
    }

    [Fact]
    public void Accept_of_trimmed_slots_is_answered_trimmed_and_never_a_vote()
    {
        var acceptor = Voted(3, new TrimRecord(At(2)));

        acceptor.Hear(Leader, new Accept(Round(2), At(1), [X, X, X], At(3), Slot.None, 9));
        var partly = acceptor.TakeEffects();
        acceptor.Hear(Leader, new Accept(Round(2), At(1), [X], At(3), Slot.None, 9));
        var wholly = acceptor.TakeEffects();

        Assert.Equal([new Trimmed(Round(2), Disks[0], At(2))], partly.All<Trimmed>());
        Assert.Equal([Range(3, 3)], partly.All<Accepted>().Select(accepted => accepted.Slots));
        Assert.Single(wholly.All<Trimmed>());
        Assert.Empty(wholly.All<Accepted>());
        Assert.Empty(wholly.Records);
    }

    [Fact]
    public void Promise_below_what_is_trimmed_says_so_and_lists_only_what_is_above()
    {
        var acceptor = ActiveAcceptor(0, new TrimRecord(At(2)), Vote(1), Vote(2), Vote(3));

        acceptor.Hear(Leader, new Prepare(Round(2), Slot.First));

        var promise = Assert.Single(acceptor.Sent<Promise>());
        Assert.Equal((At(2), At(2)), (promise.TrimmedTo, promise.ChosenTo));
        Assert.Equal([At(3)], promise.Votes.Select(vote => vote.Slot));
    }

    [Fact]
    public void Votes_read_below_what_is_trimmed_come_with_what_is_trimmed()
    {
        var acceptor = Voted(3, new TrimRecord(At(2)));

        acceptor.Hear(LearnerNode, new ReadVotes(1, Range(1, 3), 1));

        var read = Assert.Single(acceptor.Sent<VotesRead>());
        Assert.Equal(At(2), read.TrimmedTo);
        Assert.Equal([At(3)], read.Votes.Select(vote => vote.Slot));
    }

    // Bad input: a request beyond the watermark told with it would forget what may not be chosen.
    [Fact]
    public void Trim_beyond_the_watermark_is_refused_by_name()
    {
        var acceptor = Voted(3);

        acceptor.Hear(Leader, new Trim(Round(1), At(2), At(3)));

        var effects = acceptor.TakeEffects();
        Assert.Equal([new TrimRefused("proposer1", At(3), At(2))], effects.Events);
        Assert.Empty(effects.Records);
        Assert.Equal(3, acceptor.VoteCount);
    }

    [Fact]
    public void What_is_trimmed_never_falls_and_an_older_trim_changes_nothing()
    {
        var acceptor = Voted(3, new TrimRecord(At(2)));

        acceptor.Hear(Leader, new Trim(Round(1), At(3), At(1)));

        Assert.Equal([new Trimmed(Round(1), Disks[0], At(2))], acceptor.Sent<Trimmed>());
        Assert.Equal(At(2), acceptor.TrimmedTo);
    }

    // A leader of an older ballot takes "trimmed" for "chosen as I know it". What was chosen since its phase 1 it does not know, so the
    // acceptor must have promised the trimming leader's ballot by then, durably.
    [Fact]
    public void Trim_promises_its_ballot_so_that_an_older_leader_is_refused()
    {
        var acceptor = Voted(3);

        acceptor.Hear(Leader, new Trim(Round(5), At(3), At(3)));
        Assert.Equal([new PromiseRecord(Round(5)), new TrimRecord(At(3))], acceptor.TakeEffects().Records);
        acceptor.Hear(Leader, new Accept(Round(4), At(2), [X], At(1), Slot.None, 9));

        Assert.Equal([new Nack(Round(4), Round(5), Disks[0])], acceptor.Sent<Nack>());
    }

    [Fact]
    public void Trim_below_the_promise_is_refused()
    {
        var acceptor = Voted(3, new PromiseRecord(Round(7)));

        acceptor.Hear(Leader, new Trim(Round(6), At(3), At(3)));

        Assert.Single(acceptor.Sent<Nack>());
        Assert.Equal(Slot.None, acceptor.TrimmedTo);
    }

    // What follows the oldest segment's damage may be about slots that were trimmed: they need no repair.
    [Fact]
    public void Damaged_slots_that_were_trimmed_are_not_faulty()
    {
        var acceptor = ActiveAcceptor(0, new TrimRecord(At(2)), new FaultyRecord(Range(1, 3), Round(1)));

        Assert.Equal(1, acceptor.FaultyCount);
        acceptor.Hear(Leader, new Trim(Round(1), At(3), At(3)));
        Assert.Equal(0, acceptor.FaultyCount);
    }

    private static VoteRecord Vote(ulong slot) => new(Round(1), At(slot), X, Slot.None);

    private static Acceptor Voted(ulong slots, params DurableRecord[] records)
    {
        var votes = Enumerable.Range(1, (int)slots).Select(slot => (DurableRecord)Vote((ulong)slot));
        return ActiveAcceptor(0, [.. records, .. votes]);
    }
}
