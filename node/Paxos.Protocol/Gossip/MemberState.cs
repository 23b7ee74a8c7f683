namespace Paxos.Protocol.Gossip;

/// <summary>
/// What gossip believes of a member. The numbers are an order: of two claims with one incarnation the later state
/// wins, see <see cref="Precedence"/>.
/// </summary>
public enum MemberState
{
    /// <summary>It answers, or said so itself and nobody objected.</summary>
    Alive = 1,

    /// <summary>Somebody's probe failed; it has until the suspicion's timeout to refute (SWIM, section 4.2).</summary>
    Suspect = 2,

    /// <summary>It did not refute in time. It is still tried now and then, and refutes when it hears of it.</summary>
    Dead = 3,

    /// <summary>It said goodbye.</summary>
    Left = 4,
}
