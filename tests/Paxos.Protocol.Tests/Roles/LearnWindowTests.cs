using Paxos.Protocol.Learning;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Rule L4 (node/README.md); schedule S3.
public sealed class LearnWindowTests
{
    private static readonly Batch X = BatchOf("x");

    private static readonly Batch Y = BatchOf("y");

    [Fact]
    public void Proposed_batch_is_decided_by_the_watermark_of_its_own_ballot()
    {
        var window = new LearnWindow(10);
        window.Hear(Said(1, 1, 0, X), Slot.None);
        Assert.Null(window.Decided(At(1)));

        window.Hear(Said(1, 2, 1), Slot.None);

        Assert.Equal(X, window.Decided(At(1))?.Batch);
    }

    // A learner that mixes ballots applies what the old leader proposed and the new one replaced.
    [Fact]
    public void Batch_of_an_older_ballot_is_not_decided_by_a_newer_watermark()
    {
        var window = new LearnWindow(10);
        window.Hear(Said(1, 1, 0, X), Slot.None);

        window.Hear(Said(2, 2, 1), Slot.None);

        Assert.Null(window.Decided(At(1)));
        Assert.Equal(Range(1, 1), window.Missing(Slot.None, 10));
    }

    [Fact]
    public void Older_leader_is_not_heard()
    {
        var window = new LearnWindow(10);
        window.Hear(Said(2, 1, 0, Y), Slot.None);

        Assert.False(window.Hear(Said(1, 1, 1, X), Slot.None));
        Assert.Null(window.Decided(At(1)));
    }

    [Fact]
    public void Batch_that_came_as_chosen_is_decided_without_a_leader()
    {
        var window = new LearnWindow(10);

        window.HearChosen(At(1), X, Slot.None);

        Assert.Equal(X, window.Decided(At(1))?.Batch);
    }

    [Fact]
    public void Two_batches_chosen_in_one_slot_are_a_bug()
    {
        var window = new LearnWindow(10);
        window.HearChosen(At(1), X, Slot.None);

        Assert.Throws<InvariantException>(() => window.HearChosen(At(1), Y, Slot.None));
    }

    [Fact]
    public void Slots_beyond_the_window_are_not_held_and_are_missing_later()
    {
        var window = new LearnWindow(2);
        window.Hear(Said(1, 1, 3, X, X, X), Slot.None);

        Assert.NotNull(window.Decided(At(2)));
        Assert.Null(window.Decided(At(3)));
        window.RemoveTo(At(2));
        Assert.Equal(Range(3, 3), window.Missing(At(2), 10));
    }

    // Where messages are lost as fast as slots are chosen there is always a gap below the newest watermark.
    [Fact]
    public void Run_below_a_gap_may_be_applied_up_to_an_older_watermark()
    {
        var window = new LearnWindow(10);
        window.Hear(Said(1, 1, 0, X, X, X), Slot.None);
        window.Hear(Said(1, 4, 2), Slot.None);

        window.Hear(Said(1, 5, 5, X), Slot.None);

        Assert.Equal((At(2), PrefixHash.Empty), window.Applicable(Slot.None));
        window.RemoveTo(At(2));
        Assert.Equal((At(2), null), window.Applicable(At(2)));
    }

    [Fact]
    public void Run_that_fills_the_window_may_be_applied_without_a_watermark_in_it()
    {
        var window = new LearnWindow(2);

        window.Hear(Said(1, 1, 9, X, X), Slot.None);

        Assert.Equal((At(2), null), window.Applicable(Slot.None));
    }

    [Fact]
    public void Watermarks_of_an_older_leader_are_forgotten()
    {
        var window = new LearnWindow(10);
        window.Hear(Said(1, 1, 1, X), Slot.None);

        window.Hear(Said(2, 1, 2, Y, Y), Slot.None);

        Assert.Equal((At(2), PrefixHash.Empty), window.Applicable(Slot.None));
    }

    private static Learn Said(ulong round, ulong first, ulong chosenTo, params Batch[] batches) =>
        new(Round(round), At(first), batches, Slot.None, At(chosenTo), PrefixHash.Empty);
}
