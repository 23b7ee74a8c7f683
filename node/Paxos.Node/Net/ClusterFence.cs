using Grpc.Core;
using Paxos.Node.Protos;
using Paxos.Protocol;

namespace Paxos.Node.Net;

/// <summary>
/// Tells another cluster's frames. The roles drop such messages themselves; here their sender is told why. Only the questions and answers
/// by which nodes find their cluster may pass between clusters, for they also show who has lost his.
/// </summary>
internal sealed class ClusterFence
{
    private ulong own;

    /// <summary>Sets the cluster that all roles of this process belong to; 0 while they know none or differ.</summary>
    public void Adopt(ulong clusterId) => Volatile.Write(ref own, clusterId);

    /// <summary>Whether a message is another cluster's and must not pass.</summary>
    public bool Stops(Envelope envelope)
    {
        var known = Volatile.Read(ref own);
        return known != 0 && envelope.ClusterId != 0 && envelope.ClusterId != known
            && envelope.Message is not (IdentityAsk or IdentityTold);
    }

    /// <summary>What the sender is told.</summary>
    public FrameException Refusal(Frame frame) => new(
        StatusCode.FailedPrecondition,
        $"This node belongs to cluster {Volatile.Read(ref own):x16}. The frame of '{frame.Sender}' is of cluster {frame.ClusterId:x16}.");
}
