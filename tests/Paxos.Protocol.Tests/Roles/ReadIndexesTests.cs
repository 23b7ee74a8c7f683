using Paxos.Protocol.Proposing;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Ongaro's thesis, section 6.4, with an acceptor quorum in place of followers (rule R1).
public sealed class ReadIndexesTests
{
    // Schedule S7: an answer made before the read was captured proves nothing about the time since.
    [Fact]
    public void Answer_to_a_frame_sent_before_the_capture_releases_nothing()
    {
        var reads = new ReadIndexes(3, 2, 10);
        var before = reads.NextCounter();
        reads.Add(LearnerNode, 1, At(5));

        Assert.Empty(reads.Hear(0, before));
        Assert.Empty(reads.Hear(1, before));
    }

    [Fact]
    public void Quorum_of_answers_to_a_later_frame_releases_the_captured_slot()
    {
        var reads = new ReadIndexes(3, 2, 10);
        reads.Add(LearnerNode, 1, At(5));
        var after = reads.NextConfirm();

        Assert.Empty(reads.Hear(0, after));
        Assert.Equal([(LearnerNode, new ReadIndexTold(1, At(5)))], reads.Hear(2, after));
    }

    [Fact]
    public void One_acceptor_that_answers_twice_is_no_quorum()
    {
        var reads = new ReadIndexes(3, 2, 10);
        reads.Add(LearnerNode, 1, At(5));
        var after = reads.NextConfirm();

        Assert.Empty(reads.Hear(0, after));
        Assert.Empty(reads.Hear(0, after + 1));
    }

    [Fact]
    public void Reads_that_come_while_a_confirmation_travels_share_the_next_one()
    {
        var reads = new ReadIndexes(1, 1, 10);
        reads.Add(LearnerNode, 1, At(5));
        var first = reads.NextConfirm();
        reads.Add(LearnerNode, 2, At(6));
        Assert.False(reads.NeedsConfirm);

        Assert.Single(reads.Hear(0, first));

        Assert.True(reads.NeedsConfirm);
        Assert.Equal([(LearnerNode, new ReadIndexTold(2, At(6)))], reads.Hear(0, reads.NextConfirm()));
    }

    [Fact]
    public void Reads_beyond_the_bound_are_dropped()
    {
        var reads = new ReadIndexes(1, 1, 1);
        reads.Add(LearnerNode, 1, At(5));
        reads.Add(LearnerNode, 2, At(5));

        Assert.Single(reads.Hear(0, reads.NextConfirm()));
    }
}
