using Paxos.Protocol.Learning;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Rule L5: in a slot known to be chosen, the vote of the highest ballot in a phase-1 quorum is the chosen batch.
public sealed class CatchUpTests
{
    private static readonly Batch X = BatchOf("x");

    private static readonly Batch Y = BatchOf("y");

    // Schedule S3: one vote of a quorum is not enough.
    [Fact]
    public void One_acceptor_decides_nothing()
    {
        var catchUp = new CatchUp(1, Range(1, 1), Three);

        Assert.Empty(catchUp.Hear(Read(0, Vote(1, 1, X))));
        Assert.Empty(catchUp.Hear(Read(0, Vote(1, 1, X))));
    }

    [Fact]
    public void Highest_vote_of_a_quorum_is_the_chosen_batch()
    {
        var catchUp = new CatchUp(1, Range(1, 1), Three);
        catchUp.Hear(Read(0, Vote(1, 1, X)));

        Assert.Equal([Y], catchUp.Hear(Read(1, Vote(1, 2, Y))));
    }

    [Fact]
    public void Damaged_and_trimmed_slots_do_not_speak()
    {
        var catchUp = new CatchUp(1, Range(1, 1), Three);
        catchUp.Hear(Read(0) with { Faulty = [Range(1, 1)] });
        Assert.Empty(catchUp.Hear(Read(1, Vote(1, 1, X))));

        Assert.Equal([X], catchUp.Hear(Read(2, Vote(1, 1, X))));
    }

    [Fact]
    public void Answer_of_another_attempt_or_of_a_stranger_is_ignored()
    {
        var catchUp = new CatchUp(1, Range(1, 1), Three);
        catchUp.Hear(Read(0, Vote(1, 1, X)));

        Assert.Empty(catchUp.Hear(Read(1, Vote(1, 1, X)) with { Nonce = 2 }));
        Assert.Empty(catchUp.Hear(Read(1, Vote(1, 1, X)) with { Acceptor = new DiskId(8, 8) }));
    }

    [Fact]
    public void Answers_that_cover_less_decide_less()
    {
        var catchUp = new CatchUp(1, Range(1, 2), Three);
        catchUp.Hear(Read(0, Vote(1, 1, X), Vote(2, 1, Y)) with { Covers = Range(1, 2) });

        Assert.Equal([X], catchUp.Hear(Read(1, Vote(1, 1, X))));
    }

    private static VotesRead Read(int acceptor, params Vote[] votes) =>
        new(1, Disks[acceptor], Slot.None, Range(1, 1), votes, [], IsLast: true);

    private static Vote Vote(ulong slot, ulong round, Batch batch) => new(At(slot), Round(round), batch, IsChosen: false);
}
