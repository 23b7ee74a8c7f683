using Paxos.Protocol.Gossip;

namespace Paxos.Protocol.Tests.Gossip;

public class RoleSetTests
{
    [Fact]
    public void It_holds_what_it_was_made_of()
    {
        var roles = RoleSet.Of(Role.Learner, Role.Proposer);

        Assert.True(roles.Has(Role.Proposer));
        Assert.False(roles.Has(Role.Acceptor));
        Assert.Equal(2, roles.Count);
        Assert.Equal([Role.Proposer, Role.Learner], roles.ToList());
        Assert.Equal("Proposer,Learner", roles.ToString());
        Assert.Equal(RoleSet.Of(Role.Proposer, Role.Learner), roles);
    }

    [Fact]
    public void None_holds_nothing_and_all_holds_everything()
    {
        Assert.Empty(RoleSet.None.ToList());
        Assert.Equal(Enum.GetValues<Role>(), RoleSet.All.ToList());
    }
}
