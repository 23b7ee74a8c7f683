using Paxos.Node.Web;
using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>What the roles of a process know together.</summary>
/// <param name="Configuration">The configuration that one of them acts in; null while none has one.</param>
/// <param name="Leader">The leader's name; empty while none is known.</param>
/// <param name="Ballot">The highest ballot that any of them knows.</param>
/// <param name="ChosenTo">Slots up to it are chosen.</param>
/// <param name="AppliedTo">The last slot that the learner applied; null without a learner.</param>
/// <param name="Progress">What gossip spreads: applied by the learner, else voted in by the acceptor, else chosen.</param>
/// <param name="Condition">How the least ready of them is.</param>
/// <param name="Reason">What hinders them; when nothing does, what a person should know all the same, or empty.</param>
internal sealed record RoleFacts(
    Configuration? Configuration,
    string Leader,
    Ballot Ballot,
    Slot ChosenTo,
    Slot? AppliedTo,
    Slot Progress,
    NodeCondition Condition,
    string Reason)
{
    /// <summary>Looks at the roles; to be called on the thread that drives them.</summary>
    public static RoleFacts Of(IReadOnlyList<HostedRole> roles)
    {
        var nodes = roles.Select(hosted => hosted.Role).ToList();
        var proposer = nodes.OfType<Proposer>().FirstOrDefault();
        var acceptor = nodes.OfType<Acceptor>().FirstOrDefault();
        var learner = nodes.OfType<Learner>().FirstOrDefault();
        var client = nodes.OfType<Client>().FirstOrDefault();
        var leaders = new[] { proposer?.Leader, client?.Leader, learner?.Leader, acceptor?.Leader };
        var chosenTo = Slot.Max(
            Slot.Max(proposer?.ChosenTo ?? Slot.None, acceptor?.ChosenTo ?? Slot.None), learner?.KnownChosenTo ?? Slot.None);
        var hindered = nodes.FirstOrDefault(node => node.Hindrance.Length > 0);
        return new RoleFacts(
            nodes.Select(node => node.Configuration).FirstOrDefault(configuration => configuration is not null),
            leaders.FirstOrDefault(leader => !string.IsNullOrEmpty(leader)) ?? string.Empty,
            Ballot.Max(
                Ballot.Max(proposer?.HighestBallot ?? Ballot.Zero, acceptor?.Promised ?? Ballot.Zero),
                learner?.LeaderBallot ?? Ballot.Zero),
            chosenTo,
            learner?.AppliedTo,
            learner?.AppliedTo ?? acceptor?.HighestVote ?? proposer?.ChosenTo ?? Slot.None,
            hindered is null ? NodeCondition.Ready : ConditionOf(hindered),
            hindered?.Hindrance ?? TrimNotice(proposer));
    }

    // The node does its work, but a person should know: the acceptors' disks fill.
    private static string TrimNotice(Proposer? proposer) =>
        proposer is { TrimWaitsFor.Length: > 0 } ? $"trim blocked by {proposer.TrimWaitsFor}" : string.Empty;

    private static NodeCondition ConditionOf(BaseNode hindered) => hindered switch
    {
        Learner { DivergedReason.Length: > 0 } => NodeCondition.Diverged,
        Acceptor { QuarantineReason.Length: > 0 } => NodeCondition.Quarantined,
        Acceptor { Configuration: null, IsShutOut: true } => NodeCondition.Blank,
        { Configuration: null } => NodeCondition.Forming,
        Acceptor { IsWitnessed: false } => NodeCondition.Starting,
        Acceptor { HasSpace: false } => NodeCondition.NoSpace,
        Client { LearnerName.Length: 0 } => NodeCondition.CatchingUp,
        Learner { Leader.Length: > 0 } => NodeCondition.CatchingUp,
        Client { Leader.Length: > 0 } => NodeCondition.Starting,
        _ => NodeCondition.NoLeader,
    };
}
