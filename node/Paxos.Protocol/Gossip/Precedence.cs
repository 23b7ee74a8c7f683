namespace Paxos.Protocol.Gossip;

/// <summary>
/// Which of two claims about one member holds (SWIM, section 4.2). The higher incarnation wins; within one
/// incarnation Alive &lt; Suspect &lt; Dead &lt; Left.
/// </summary>
/// <remarks>
/// One deviation from the paper: there a confirmed death overrides every incarnation and is final. Here it overrides
/// only its own incarnation and lower ones, so that a member declared dead that answers again returns by raising its
/// incarnation, without a restart. As the order is total, members that heard the same claims in whatever order
/// believe the same.
/// </remarks>
public static class Precedence
{
    /// <summary>Whether a claim overrides what is held.</summary>
    public static bool Overrides(ulong incarnation, MemberState state, ulong heldIncarnation, MemberState heldState) =>
        incarnation > heldIncarnation || (incarnation == heldIncarnation && state > heldState);
}
