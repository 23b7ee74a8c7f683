using Paxos.Protocol.Proposing;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Lamport, "Paxos Made Simple", section 2.2, P2c, for every slot at once (rule P2).
public sealed class RecoveryTests
{
    private static readonly Batch X = BatchOf("x");

    private static readonly Batch Y = BatchOf("y");

    [Fact]
    public void Batch_of_the_highest_ballot_is_proposed_again()
    {
        var plan = Recovery.Decide(Slot.None, [Promise(Voted(1, 1, X)), Promise(Voted(1, 2, Y))], 2);

        Assert.Equal([Y], plan.Batches);
        Assert.Equal(Slot.None, plan.Base);
    }

    [Fact]
    public void Slot_without_a_vote_below_a_voted_one_is_closed_by_a_noop()
    {
        var plan = Recovery.Decide(Slot.None, [Promise(Voted(3, 1, X)), Promise()], 2);

        Assert.Equal([Batch.Noop, Batch.Noop, X], plan.Batches);
    }

    // The trap in other implementations: after an election with no votes above the watermark, the next slot must clear it.
    [Fact]
    public void Nothing_is_proposed_in_slots_that_a_watermark_covers()
    {
        var plan = Recovery.Decide(At(4), [Promise() with { ChosenTo = At(9) }, Promise() with { TrimmedTo = At(7) }], 2);

        Assert.Equal(At(9), plan.Base);
        Assert.Empty(plan.Batches);
    }

    [Fact]
    public void Damaged_promise_does_not_count_for_its_slot()
    {
        var damaged = Promise() with { Faulty = [Range(1, 1)] };

        var waiting = Recovery.Decide(Slot.None, [damaged, Promise()], 2);
        var decided = Recovery.Decide(Slot.None, [damaged, Promise(), Promise(Voted(1, 1, X))], 2);

        Assert.Equal(At(1), waiting.Waiting);
        Assert.Null(decided.Waiting);
        Assert.Equal([X], decided.Batches);
    }

    [Fact]
    public void Batch_known_to_be_chosen_beats_every_vote()
    {
        var repaired = new SlotMap<Vote>();
        repaired.Set(At(1), new Vote(At(1), Ballot.Zero, X, IsChosen: true));
        var plan = Recovery.Decide(
            Slot.None, [new CompletePromise(Slot.None, Slot.None, repaired, []), Promise(Voted(1, 9, X))], 2);

        Assert.Equal([X], plan.Batches);
    }

    private static CompletePromise Promise(params Vote[] votes)
    {
        var map = new SlotMap<Vote>();
        foreach (var vote in votes)
        {
            map.Set(vote.Slot, vote);
        }

        return new CompletePromise(Slot.None, Slot.None, map, []);
    }

    private static Vote Voted(ulong slot, ulong round, Batch batch) => new(At(slot), Round(round), batch, IsChosen: false);
}
