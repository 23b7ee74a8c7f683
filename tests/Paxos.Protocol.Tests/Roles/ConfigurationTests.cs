using Paxos.Protocol.Encoding;
using static Paxos.Protocol.Tests.Roles.RoleFixture;

namespace Paxos.Protocol.Tests.Roles;

// Howard, Malkhi, Spiegelman, "Flexible Paxos" (OPODIS 2016): only quorums of different phases must meet.
public sealed class ConfigurationTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(4, 3)]
    [InlineData(5, 3)]
    public void Majorities_of_any_size_meet(int acceptors, int majority)
    {
        Assert.Equal(majority, Quorum.Majority(acceptors));
        Assert.Null(Record.Exception(() => Quorum.Validate(acceptors, majority, majority)));
    }

    [Theory]
    [InlineData(5, 2, 3)]
    [InlineData(3, 0, 3)]
    [InlineData(3, 4, 1)]
    public void Quorums_that_need_not_meet_are_refused(int acceptors, int phase1, int phase2)
    {
        Assert.Throws<EncodingException>(() => Quorum.Validate(acceptors, phase1, phase2));
    }

    [Fact]
    public void Cluster_id_depends_on_the_disks_and_not_on_the_order()
    {
        var reversed = Configuration.Form(Three.Acceptors.Reverse());
        var otherDisk = Configuration.Form(Three.Acceptors.Skip(1).Append(new ConfiguredAcceptor("acceptor1", new DiskId(8, 8))));

        Assert.Equal(Three, reversed);
        Assert.NotEqual(Three.ClusterId, otherDisk.ClusterId);
        Assert.NotEqual(0UL, Three.ClusterId);
    }

    [Fact]
    public void Encoding_comes_back_and_is_checked()
    {
        Assert.Equal(Three, Configuration.Decode(Three.Bytes));
        for (var length = 0; length < Three.Bytes.Length; length++)
        {
            Assert.Throws<EncodingException>(() => Configuration.Decode(Three.Bytes[..length]));
        }
    }

    [Fact]
    public void Equal_names_or_disks_are_refused()
    {
        Assert.Throws<EncodingException>(() => Configuration.Form(
            [new ConfiguredAcceptor("a", Disks[0]), new ConfiguredAcceptor("a", Disks[1])]));
        Assert.Throws<EncodingException>(() => Configuration.Form(
            [new ConfiguredAcceptor("a", Disks[0]), new ConfiguredAcceptor("b", Disks[0])]));
    }
}
