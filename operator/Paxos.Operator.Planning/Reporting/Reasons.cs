namespace Paxos.Operator.Planning.Reporting;

/// <summary>
/// Every reason that conditions, waits and actions give, in one word for programs. They never change: people and alerts match them.
/// <see cref="NextSteps"/> says of each what a person can do.
/// </summary>
public static class Reasons
{
    /// <summary>Disks of different clusters are mixed up.</summary>
    public const string ClusterIdMismatch = "ClusterIdMismatch";

    /// <summary>The disks are of a cluster with another number of acceptors.</summary>
    public const string AcceptorsMismatch = "AcceptorsMismatch";

    /// <summary>A claim is gone, or its volume is.</summary>
    public const string VolumeLost = "VolumeLost";

    /// <summary>A disk is to grow, or grows.</summary>
    public const string StorageGrows = "StorageGrows";

    /// <summary>A node has no pod.</summary>
    public const string PodMissing = "PodMissing";

    /// <summary>A pod is stopping.</summary>
    public const string PodTerminating = "PodTerminating";

    /// <summary>A pod's image cannot be pulled.</summary>
    public const string ImageNotPulled = "ImageNotPulled";

    /// <summary>A pod crashes again and again.</summary>
    public const string PodCrashes = "PodCrashes";

    /// <summary>No host takes a pod.</summary>
    public const string PodUnschedulable = "PodUnschedulable";

    /// <summary>No host takes a pod, because its claim has no volume.</summary>
    public const string ClaimNotBound = "ClaimNotBound";

    /// <summary>A pod starts.</summary>
    public const string PodStarting = "PodStarting";

    /// <summary>A node runs and does not answer the operator.</summary>
    public const string NodeNotHeard = "NodeNotHeard";

    /// <summary>An acceptor has an empty disk though the cluster is formed.</summary>
    public const string AcceptorBlank = "AcceptorBlank";

    /// <summary>A node answers, and is not ready.</summary>
    public const string NodeNotReady = "NodeNotReady";

    /// <summary>No proposer leads.</summary>
    public const string NoLeader = "NoLeader";

    /// <summary>An object that is wanted is being deleted.</summary>
    public const string ObjectTerminating = "ObjectTerminating";

    /// <summary>A StatefulSet's controller has not seen its newest template.</summary>
    public const string WorkloadNotUpdated = "WorkloadNotUpdated";

    /// <summary>An acceptor is to be replaced, and the others that vote are no quorum.</summary>
    public const string NoQuorumWithoutIt = "NoQuorumWithoutIt";

    /// <summary>A node has only just become ready.</summary>
    public const string Settling = "Settling";

    /// <summary>A learner is to go, and those that stay do not hold enough yet.</summary>
    public const string LearnersStay = "LearnersStay";

    /// <summary>Kubernetes refuses something that the operator does; it is tried again.</summary>
    public const string ActionFailed = "ActionFailed";

    /// <summary>A claim is made.</summary>
    public const string ClaimMissing = "ClaimMissing";

    /// <summary>A claim is put right.</summary>
    public const string ClaimChanged = "ClaimChanged";

    /// <summary>An object is made.</summary>
    public const string ObjectMissing = "ObjectMissing";

    /// <summary>An object is put right.</summary>
    public const string ObjectChanged = "ObjectChanged";

    /// <summary>An object is taken away.</summary>
    public const string ObjectNotWanted = "ObjectNotWanted";

    /// <summary>An outdated pod does not run, and is replaced.</summary>
    public const string PodStopped = "PodStopped";

    /// <summary>An outdated pod has not been ready for long, and is replaced.</summary>
    public const string PodStuck = "PodStuck";

    /// <summary>A pod starts anew so that its file system grows.</summary>
    public const string FileSystemResize = "FileSystemResize";

    /// <summary>A pod has not got the wanted template.</summary>
    public const string TemplateChanged = "TemplateChanged";

    /// <summary>All nodes are ready.</summary>
    public const string AllNodesReady = "AllNodesReady";

    /// <summary>Some nodes are not ready.</summary>
    public const string NodesNotReady = "NodesNotReady";

    /// <summary>All nodes are ready, and something is still to be done.</summary>
    public const string ChangesPending = "ChangesPending";

    /// <summary>Too few acceptors vote.</summary>
    public const string QuorumLost = "QuorumLost";

    /// <summary>The acceptors have not formed the cluster yet.</summary>
    public const string NotFormed = "NotFormed";

    /// <summary>Enough acceptors vote, and a proposer leads.</summary>
    public const string QuorumHealthy = "QuorumHealthy";

    /// <summary>Nothing is broken.</summary>
    public const string AllNodesWell = "AllNodesWell";

    /// <summary>The spec says that nothing is to be changed.</summary>
    public const string SpecPaused = "SpecPaused";

    /// <summary>The spec breaks a rule.</summary>
    public const string SpecRefused = "SpecRefused";

    /// <summary>The spec is risky.</summary>
    public const string SpecAdvice = "SpecAdvice";
}
