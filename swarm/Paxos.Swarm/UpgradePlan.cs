using Paxos.Operator.Api;

namespace Paxos.Swarm;

/// <summary>A node of a running stack, as one look found it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Role">Its role.</param>
/// <param name="Image">What its service is to run.</param>
/// <param name="IsReady">Whether it says that it can do its work.</param>
/// <param name="IsLeader">Whether it says that it leads.</param>
public sealed record RunningNode(string Name, string Role, string Image, bool IsReady, bool IsLeader);

/// <summary>What an upgrade does next.</summary>
public abstract record UpgradeStep
{
    /// <summary>Nothing: every node runs the image and is ready.</summary>
    public sealed record Finish : UpgradeStep;

    /// <summary>Gives a node the image; one that leads hands over first.</summary>
    /// <param name="Node">Which.</param>
    public sealed record Replace(RunningNode Node) : UpgradeStep;

    /// <summary>Looks again: no node may be taken down now.</summary>
    /// <param name="Reason">Why not.</param>
    public sealed record Wait(string Reason) : UpgradeStep;

    /// <summary>Ends: what waiting cannot mend.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refuse(string Reason) : UpgradeStep;
}

/// <summary>
/// Decides how a stack is rolled to another image: learners, acceptors, standby proposers, the leader after handing over, client nodes. One
/// at a time, and only while every other node is ready, so that each quorum stays whole. Pure: it remembers nothing, so an upgrade that was
/// stopped goes on where it was.
/// </summary>
public static class UpgradePlan
{
    private static readonly string[] Order = [NodeNames.Learner, NodeNames.Acceptor, NodeNames.Proposer, NodeNames.Client];

    /// <summary>The next step.</summary>
    /// <param name="nodes">Every node of the stack.</param>
    /// <param name="image">What every node is to run.</param>
    /// <param name="allowDowntime">Whether an acceptor may be taken down although writes stop until it is back.</param>
    public static UpgradeStep Next(IReadOnlyList<RunningNode> nodes, string image, bool allowDowntime)
    {
        // A node that does not work comes first: nobody loses anything by it, and a new image may be what mends it.
        var next = nodes.Where(node => node.Image != image)
            .OrderBy(node => node.IsReady)
            .ThenBy(node => Array.IndexOf(Order, node.Role))
            .ThenBy(node => node.IsLeader)
            .FirstOrDefault();
        string[] missing = [.. nodes.Where(node => !node.IsReady && node != next).Select(node => node.Name)];
        if (next is null)
        {
            return missing.Length == 0 ? new UpgradeStep.Finish() : new UpgradeStep.Wait($"not ready: {string.Join(", ", missing)}.");
        }

        var acceptors = nodes.Count(node => node.Role == NodeNames.Acceptor);
        var quorum = (acceptors / 2) + 1;
        if (!allowDowntime && acceptors - 1 < quorum && nodes.Any(node => node.Role == NodeNames.Acceptor && node.Image != image))
        {
            return new UpgradeStep.Refuse(
                $"Of {acceptors} acceptors {quorum} must answer, so writes stop while one of them is replaced. If that may be: "
                + "--allow-downtime.");
        }

        return missing.Length == 0 ? new UpgradeStep.Replace(next) : new UpgradeStep.Wait(ReasonToWait(nodes, next, missing, quorum));
    }

    private static string ReasonToWait(IReadOnlyList<RunningNode> nodes, RunningNode next, string[] missing, int quorum)
    {
        var names = string.Join(", ", missing);
        var answering = nodes.Count(node => node.Role == NodeNames.Acceptor && node != next && !missing.Contains(node.Name));
        return next.Role == NodeNames.Acceptor && answering < quorum
            ? $"without {next.Name} only {answering} acceptors would answer, and {quorum} must; not ready: {names}."
            : $"not ready: {names}.";
    }
}
