using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Lamport, "Paxos Made Simple" (2001), section 2.5: an acceptor must remember what it promised and accepted. A disk that was put back to an
// older state does not, and cannot know it by itself (rules K1, K2).
public sealed class WitnessTests
{
    private const ulong EarlierLife = 77;

    private static readonly Batch X = BatchOf("x");

    private readonly Acceptor acceptor = StartedAcceptor(0, new StampRecord(40));

    [Fact]
    public void Started_acceptor_tells_the_others_what_its_disk_holds()
    {
        var started = new Acceptor(Context(AcceptorNames[0], Role.Acceptor, Life), new Prng(2), speaksForProcess: false);
        started.Recover(new IdentityRecord(DiskState.Active, Disks[0], Three));
        started.Recover(new StampRecord(40));
        started.Tick(new Instant(1));

        var told = started.TakeEffects().AtOnce;

        Assert.Equal([AcceptorNode(1), AcceptorNode(2)], told.Select(envelope => envelope.To));
        Assert.All(told, envelope => Assert.Equal(new StampTold(new DiskMark(Disks[0], Life, 40, 40)), envelope.Message));
    }

    // Rule K1: not one of the questions about promises and votes is answered, not even with a refusal.
    [Fact]
    public void Acceptor_that_nobody_has_answered_says_nothing_of_promises_and_votes()
    {
        AskEverything();

        Assert.Empty(acceptor.TakeEffects().AtOnce);
        Assert.Empty(acceptor.TakeEffects().AfterDurable);
        Assert.Equal(Ballot.Zero, acceptor.Promised);
        Assert.Contains("acceptor2, acceptor3", acceptor.Hindrance, StringComparison.Ordinal);
    }

    [Fact]
    public void Acceptor_goes_on_when_as_many_as_make_a_quorum_with_it_know_no_better()
    {
        Answer(1, new DiskMark(Disks[0], EarlierLife, 12, 40));

        AskEverything();

        Assert.True(acceptor.IsWitnessed);
        Assert.Single(acceptor.Sent<Promise>());
        Assert.Empty(acceptor.Hindrance);
    }

    [Fact]
    public void Only_acceptor_of_its_configuration_needs_nobody()
    {
        var alone = new Acceptor(Context(AcceptorNames[0], Role.Acceptor, Life), new Prng(2), speaksForProcess: false);
        alone.Recover(new IdentityRecord(DiskState.Active, Disks[0], Configuration.Form([new ConfiguredAcceptor("acceptor1", Disks[0])])));

        Assert.True(alone.IsWitnessed);
    }

    // Rule K1.
    [Fact]
    public void Acceptor_whose_disk_told_more_in_an_earlier_life_is_quarantined_durably_and_says_both_groups()
    {
        Answer(1, new DiskMark(Disks[0], EarlierLife, 12, 41));

        var effects = acceptor.TakeEffects();
        var reason = Assert.IsType<QuarantineRecord>(Assert.Single(effects.Records)).Reason;
        Assert.Contains("acceptor2 was told of its group 41", reason, StringComparison.Ordinal);
        Assert.Contains("began with 40", reason, StringComparison.Ordinal);
        Assert.Equal([new Quarantined(reason)], effects.Events);
        Assert.Contains("quarantined: This disk was put back", acceptor.Hindrance, StringComparison.Ordinal);
    }

    [Fact]
    public void Quarantined_acceptor_says_nothing_and_is_nobodys_witness()
    {
        Answer(1, new DiskMark(Disks[0], EarlierLife, 12, 41));
        acceptor.TakeEffects();

        AskEverything();
        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(Disks[1], 5, 3, 3)));
        Answer(2);
        acceptor.Tick(new Instant(5_000));

        Assert.True(acceptor.TakeEffects().IsEmpty);
    }

    // It may have been put back where only one knows, and that one answers late.
    [Fact]
    public void Acceptor_that_works_already_is_quarantined_by_a_late_answer()
    {
        Answer(2);
        AskEverything();
        Assert.Single(acceptor.Sent<Accepted>());

        Answer(1, new DiskMark(Disks[0], EarlierLife, 12, 41));

        Assert.Single(acceptor.TakeEffects().Records.OfType<QuarantineRecord>());
    }

    // What it told in this life is not above what it began with because anything was lost.
    [Fact]
    public void Acceptors_own_words_of_this_life_accuse_it_only_above_what_it_holds_now()
    {
        acceptor.HearHost(new GroupsDurable(44));
        Answer(1, new DiskMark(Disks[0], Life, 40, 44));
        Assert.True(acceptor.IsWitnessed);
        Assert.Empty(acceptor.QuarantineReason);

        // A machine whose memory was put back together with its disk: the life is the same.
        Answer(1, new DiskMark(Disks[0], Life, 40, 45));

        Assert.Contains("it holds 44", acceptor.QuarantineReason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("another life's question", 1, 2UL)]
    [InlineData("its own disk as witness", 0, Life)]
    [InlineData("a disk of no configuration", -1, Life)]
    public void Answer_that_is_not_a_witness_to_this_life_counts_for_nothing(string what, int witness, ulong life)
    {
        var disk = witness < 0 ? new DiskId(99, 99) : Disks[witness];

        acceptor.Hear(AcceptorNode(1), new StampHeard(disk, life, [new DiskMark(Disks[0], EarlierLife, 12, 41)]));

        Assert.False(acceptor.IsWitnessed, what);
        Assert.Empty(acceptor.QuarantineReason);
    }

    [Fact]
    public void Word_of_another_disk_accuses_nobody()
    {
        Answer(1, new DiskMark(Disks[2], EarlierLife, 12, 41));

        Assert.True(acceptor.IsWitnessed);
        Assert.Equal([new DiskMark(Disks[2], EarlierLife, 12, 41)], acceptor.Marks);
    }

    // Of a disk that was put back, or of an earlier life heard late, the witness keeps and tells what it knew before.
    [Fact]
    public void Witness_is_not_talked_down_by_a_life_that_begins_lower()
    {
        var known = new DiskMark(Disks[1], EarlierLife, 12, 41);
        acceptor.Hear(AcceptorNode(1), new StampTold(known));
        acceptor.TakeEffects();

        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(Disks[1], 78, 40, 60)));

        var heard = Assert.Single(acceptor.Sent<StampHeard>());
        Assert.Equal((Disks[0], 78UL), (heard.Witness, heard.Life));
        Assert.Equal([known], heard.Marks);
    }

    [Fact]
    public void Witness_follows_a_disk_through_its_lives()
    {
        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(Disks[1], EarlierLife, 12, 41)));
        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(Disks[1], EarlierLife, 12, 43)));
        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(Disks[1], EarlierLife, 12, 42)));
        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(Disks[1], 78, 43, 43)));

        Assert.Equal([new DiskMark(Disks[1], 78, 43, 43)], acceptor.Marks);
    }

    [Fact]
    public void Witness_ignores_disks_of_no_configuration_and_its_own()
    {
        acceptor.Hear(AcceptorNode(1), new StampTold(new DiskMark(new DiskId(99, 99), 5, 1, 1)));
        acceptor.Hear(AcceptorNode(0), new StampTold(new DiskMark(Disks[0], 5, 1, 1)));

        Assert.Empty(acceptor.Marks);
        Assert.Empty(acceptor.Sent<StampHeard>());
    }

    // A write of the superblock each time would cost more than the votes.
    [Fact]
    public void Marks_are_written_down_at_once_and_then_lazily_and_come_back_with_the_next_life()
    {
        var first = new DiskMark(Disks[1], 5, 3, 3);
        acceptor.Hear(AcceptorNode(1), new StampTold(first));
        acceptor.Tick(new Instant(10));
        Assert.Equal([first], Written().Single().Marks);

        var second = first with { Stamp = 9 };
        acceptor.Hear(AcceptorNode(1), new StampTold(second));
        acceptor.Tick(new Instant(10_009));
        Assert.Empty(Written());

        acceptor.Tick(new Instant(10_010));
        var written = Written().Single();
        Assert.Equal([second], written.Marks);
        acceptor.Tick(new Instant(30_000));
        Assert.Empty(Written());
        Assert.Equal([second], StartedAcceptor(0, written).Marks);
    }

    [Fact]
    public void Growth_is_told_until_it_is_answered_and_then_no_more()
    {
        Answer(1);
        Answer(2);
        acceptor.HearHost(new GroupsDurable(44));
        acceptor.Tick(new Instant(1_000));
        Assert.Equal(2, acceptor.Sent<StampTold>().Count(told => told.Mark == new DiskMark(Disks[0], Life, 40, 44)));

        Answer(1, new DiskMark(Disks[0], Life, 40, 44));
        acceptor.Tick(new Instant(2_000));
        Assert.Equal([AcceptorNode(2)], acceptor.TakeEffects().AtOnce.Select(envelope => envelope.To));

        Answer(2, new DiskMark(Disks[0], Life, 40, 44));
        acceptor.Tick(new Instant(3_000));
        Assert.Empty(acceptor.Sent<StampTold>());
    }

    // Rule K2.
    [Fact]
    public void Host_that_tells_of_fewer_groups_than_before_ends_the_process()
    {
        acceptor.HearHost(new GroupsDurable(44));

        var broken = Assert.Throws<InvariantException>(() => acceptor.HearHost(new GroupsDurable(43)));

        Assert.Contains("K2", broken.Message, StringComparison.Ordinal);
    }

    private void AskEverything()
    {
        acceptor.Hear(Leader, new PreElect(1, 2));
        acceptor.Hear(Leader, new Prepare(Round(5), Slot.First));
        acceptor.Hear(Leader, new Accept(Round(5), At(1), [X], Slot.None, Slot.None, 1));
        acceptor.Hear(Leader, new Confirm(Round(5), 2, Slot.None));
        acceptor.Hear(Leader, new Trim(Round(5), At(1), At(1)));
        acceptor.Hear(Leader, new Confirm(Round(1), 2, Slot.None));
        acceptor.Hear(LearnerNode, new ReadVotes(1, Range(1, 1), 1));
    }

    private void Answer(int witness, params DiskMark[] marks) =>
        acceptor.Hear(AcceptorNode(witness), new StampHeard(Disks[witness], Life, marks));

    private MarksRecord[] Written() => [.. acceptor.TakeEffects().Records.OfType<MarksRecord>()];
}
