using Paxos.Protocol.Gossip;
using static Paxos.Protocol.Gossip.MemberState;

namespace Paxos.Protocol.Tests.Gossip;

/// <summary>SWIM, section 4.2: which claim overrides which.</summary>
public class PrecedenceTests
{
    // "{Alive M, inc=i} overrides {Suspect M, inc=j}, i > j; {Alive M, inc=j}, i > j"
    [Theory]
    [InlineData(2, Suspect, 1, true)]
    [InlineData(1, Suspect, 1, false)]
    [InlineData(2, Alive, 1, true)]
    [InlineData(1, Alive, 1, false)]
    [InlineData(1, Alive, 2, false)]
    public void Alive_overrides_lower_incarnations(
        ulong incarnation, MemberState held, ulong heldIncarnation, bool expected)
    {
        Assert.Equal(expected, Precedence.Overrides(incarnation, Alive, heldIncarnation, held));
    }

    // "{Suspect M, inc=i} overrides {Suspect M, inc=j}, i > j; {Alive M, inc=j}, i ≥ j"
    [Theory]
    [InlineData(2, Suspect, 1, true)]
    [InlineData(1, Suspect, 1, false)]
    [InlineData(1, Alive, 1, true)]
    [InlineData(2, Alive, 1, true)]
    [InlineData(1, Alive, 2, false)]
    public void Suspect_overrides_alive_of_its_own_incarnation(
        ulong incarnation, MemberState held, ulong heldIncarnation, bool expected)
    {
        Assert.Equal(expected, Precedence.Overrides(incarnation, Suspect, heldIncarnation, held));
    }

    // The paper's "Confirm overrides any j" is narrowed to i ≥ j, and the paper's final death can be refuted by i > j.
    [Theory]
    [InlineData(1, Dead, 1, Alive, true)]
    [InlineData(1, Dead, 1, Suspect, true)]
    [InlineData(1, Dead, 2, Alive, false)]
    [InlineData(1, Dead, 2, Suspect, false)]
    [InlineData(1, Alive, 1, Dead, false)]
    [InlineData(1, Suspect, 1, Dead, false)]
    [InlineData(2, Alive, 1, Dead, true)]
    [InlineData(1, Left, 1, Dead, true)]
    [InlineData(1, Dead, 1, Left, false)]
    [InlineData(2, Alive, 1, Left, true)]
    public void A_death_holds_until_a_higher_incarnation(
        ulong incarnation, MemberState claimed, ulong heldIncarnation, MemberState held, bool expected)
    {
        Assert.Equal(expected, Precedence.Overrides(incarnation, claimed, heldIncarnation, held));
    }

    [Fact]
    public void Of_two_different_claims_exactly_one_overrides_the_other()
    {
        var claims =
            from incarnation in new ulong[] { 1, 2, 3 }
            from state in Enum.GetValues<MemberState>()
            select (Incarnation: incarnation, State: state);
        var list = claims.ToList();

        foreach (var left in list)
        {
            foreach (var right in list)
            {
                var forth = Precedence.Overrides(left.Incarnation, left.State, right.Incarnation, right.State);
                var back = Precedence.Overrides(right.Incarnation, right.State, left.Incarnation, left.State);
                Assert.Equal(left != right, forth ^ back);
            }
        }
    }
}
