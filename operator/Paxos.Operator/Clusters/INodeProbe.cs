using k8s.Models;
using Paxos.Operator.Planning.Observing;

namespace Paxos.Operator.Clusters;

/// <summary>Talks to the nodes themselves.</summary>
internal interface INodeProbe
{
    /// <summary>What the nodes in these pods say; those that do not answer in time are left out.</summary>
    public Task<IReadOnlyList<NodeReport>> AskAsync(IReadOnlyList<V1Pod> pods, CancellationToken cancellationToken);

    /// <summary>Asks the leader in a pod to hand its office over.</summary>
    /// <exception cref="ActionFailure">It does not lead, nobody can take over, or it does not answer.</exception>
    public Task HandOverAsync(V1Pod leader, string target, CancellationToken cancellationToken);
}
