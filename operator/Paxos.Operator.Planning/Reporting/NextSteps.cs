using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Paxos.Operator.Api;
using Paxos.Operator.Api.Status;

namespace Paxos.Operator.Planning.Reporting;

/// <summary>What a person can do, for each of <see cref="Reasons"/>.</summary>
public static class NextSteps
{
    private const string Edit = "kubectl edit pxc {cluster} -n {namespace}";
    private const string Selector = "-n {namespace} -l paxos.dev/cluster={cluster}";
    private const string Pod = "{pod} -n {namespace}";

    private static readonly FrozenDictionary<string, string> Texts = new Dictionary<string, string>
    {
        [Reasons.ClusterIdMismatch] = $"Find the foreign disks: kubectl get pvc {Selector} -L paxos.dev/cluster-id. Take away the claims "
            + "whose id is not the cluster's; nothing is changed until then.",
        [Reasons.AcceptorsMismatch] = $"Set spec.acceptors.replicas to the number that its disks were formed with: {Edit}. A new cluster "
            + "needs another name.",
        [Reasons.VolumeLost] = "Put the volume back under the claim's name, from its retained volume (kubectl get pv shows it as Released) "
            + "or from a snapshot. Make no empty claim for an acceptor: that would only hide the loss.",
        [Reasons.StorageGrows] = $"See what the storage system does: kubectl describe pvc {Selector}. Its class must allow expansion.",
        [Reasons.PodMissing] = $"See what refuses the pod: kubectl describe statefulset {Selector}, kubectl get resourcequota "
            + "-n {namespace}.",
        [Reasons.PodTerminating] = "See whether its host is there: kubectl get nodes. Only when it is gone for good: kubectl delete pod "
            + $"{Pod} --force.",
        [Reasons.ImageNotPulled] = $"Put spec.image or spec.version right: {Edit}. A pod that cannot start is replaced first, so going "
            + "back mends it.",
        [Reasons.PodCrashes] = $"Read why: kubectl logs {Pod} --previous. If the last change of the spec did it, take it back: {Edit}.",
        [Reasons.PodUnschedulable] = $"See what the hosts lack: kubectl describe pod {Pod}. Make room, or change spec.placement or the "
            + "role's resources.",
        [Reasons.ClaimNotBound] = $"See why it gets no volume: kubectl describe pvc {Selector}, kubectl get storageclass.",
        [Reasons.PodStarting] = $"See what it waits for, such as its disk: kubectl describe pod {Pod}.",
        [Reasons.NodeNotHeard] = "Let the operator's pods reach port 8000 of the cluster's pods: kubectl get networkpolicy -n {namespace}. "
            + $"Then see whether the node is stuck: kubectl logs {Pod}.",
        [Reasons.AcceptorBlank] = "Put the acceptor's old volume back under its claim; with an empty disk it never votes.",
        [Reasons.NodeNotReady] = $"Read what hinders it: kubectl logs {Pod}.",
        [Reasons.NoLeader] = $"Read why none leads: kubectl logs {Selector},paxos.dev/role=proposer --tail=50.",
        [Reasons.ObjectTerminating] = "The object has a finalizer that nobody takes off: kubectl get it with -o yaml, and see whose it is.",
        [Reasons.WorkloadNotUpdated] = $"See whether the controller of StatefulSets works: kubectl describe statefulset {Selector}.",
        [Reasons.NoQuorumWithoutIt] = $"Bring the other acceptors back: kubectl get pods {Selector},paxos.dev/role=acceptor. The roll then "
            + "goes on by itself.",
        [Reasons.LearnersStay] = $"Wait for the next snapshot of the learners that stay, or set spec.learners.replicas back: {Edit}.",
        [Reasons.QuorumLost] = $"Bring acceptors back: kubectl get pods {Selector},paxos.dev/role=acceptor -o wide. What was written is on "
            + "their disks; never delete their claims.",
        [Reasons.ActionFailed] = "Take away what is in the way, such as a quota (kubectl get resourcequota -n {namespace}) or an object of "
            + "the same name that is somebody else's. The operator tries again by itself.",
        [Reasons.SpecPaused] = $"Set spec.paused to false when the work is done: {Edit}.",
        [Reasons.SpecRefused] = $"Put the spec right: {Edit}. Nothing is changed until then.",
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is well, or goes on by itself.</summary>
    private static readonly FrozenSet<string> NeedNone = new[]
    {
        Reasons.Settling, Reasons.ClaimMissing, Reasons.ClaimChanged, Reasons.ObjectMissing, Reasons.ObjectChanged,
        Reasons.ObjectNotWanted, Reasons.PodStopped, Reasons.PodStuck, Reasons.FileSystemResize, Reasons.TemplateChanged,
        Reasons.AllNodesReady, Reasons.NodesNotReady, Reasons.ChangesPending, Reasons.NotFormed, Reasons.QuorumHealthy,
        Reasons.AllNodesWell, Reasons.SpecAdvice,
    }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Whether the reason is one of those that this version gives.</summary>
    public static bool IsKnown(string reason) => Texts.ContainsKey(reason) || NeedNone.Contains(reason);

    /// <summary>What a person can do for a reason; null where nothing has to be done, or a later version gave it.</summary>
    /// <param name="cluster">The resource, with its namespace and status.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="message">What was said with it; the pod of the first member that it names stands in the commands.</param>
    public static string? Of(PaxosCluster cluster, string reason, string message) =>
        Texts.TryGetValue(reason, out var text)
            ? text
                .Replace("{cluster}", cluster.Metadata.Name, StringComparison.Ordinal)
                .Replace("{namespace}", cluster.Metadata.Namespace ?? "default", StringComparison.Ordinal)
                .Replace("{pod}", PodIn(message, cluster.Status.Members) ?? "POD", StringComparison.Ordinal)
            : null;

    private static string? PodIn(string message, IReadOnlyList<MemberStatus> members) => members
        .Select(member => (member.Pod, Place: PlaceOf(message, member)))
        .Where(named => named.Place >= 0)
        .OrderBy(named => named.Place)
        .Select(named => named.Pod)
        .FirstOrDefault();

    private static int PlaceOf(string message, MemberStatus member)
    {
        var found = Regex.Match(
            message, $@"(?<![\w-])({Regex.Escape(member.Id)}|{Regex.Escape(member.Pod)})(?![\w-])", RegexOptions.CultureInvariant);
        return found.Success ? found.Index : -1;
    }
}
