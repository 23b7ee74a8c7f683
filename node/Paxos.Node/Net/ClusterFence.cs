using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Protocol;

namespace Paxos.Node.Net;

/// <summary>
/// Tells another cluster's frames. The roles drop such messages themselves; here their sender is told why. Only the questions and answers
/// by which nodes find their cluster may pass between clusters: a node that holds the wrong one learns it from them.
/// </summary>
internal sealed class ClusterFence
{
    private ulong own;

    /// <summary>Sets the cluster that all roles of this process belong to; 0 while they know none or differ.</summary>
    public void Adopt(ulong clusterId) => Volatile.Write(ref own, clusterId);

    /// <summary>Whether this is the id of another cluster; false while either of the two is not known.</summary>
    public bool IsForeign(ulong clusterId)
    {
        var known = Volatile.Read(ref own);
        return known != 0 && clusterId != 0 && clusterId != known;
    }

    /// <summary>Whether a message is another cluster's and must not pass.</summary>
    public bool Stops(Envelope envelope) =>
        IsForeign(envelope.ClusterId) && envelope.Message is not (IdentityAsk or IdentityTold);

    /// <summary>What the sender is told.</summary>
    public FrameException Refusal(Frame frame) => new(
        StatusCode.FailedPrecondition,
        $"This node belongs to cluster {Volatile.Read(ref own):x16}. The frame of '{frame.Sender}' is of cluster {frame.ClusterId:x16}.");
}
