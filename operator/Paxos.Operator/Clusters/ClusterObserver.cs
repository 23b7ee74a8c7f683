using k8s;
using k8s.Models;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Clusters;

/// <summary>Gathers what is there of a cluster: its objects and pods, and each node's own word.</summary>
internal sealed class ClusterObserver(
    IKubernetesClient client,
    INodeProbe probe,
    IEntityCache<V1Pod> pods,
    IEntityCache<V1StatefulSet> workloads,
    IEntityCache<V1PersistentVolumeClaim> claims,
    IEntityCache<V1Service> services,
    IEntityCache<V1ServiceAccount> accounts,
    IEntityCache<V1PodDisruptionBudget> budgets,
    IEntityCache<V1NetworkPolicy> policies)
{
    /// <summary>What was last seen of the objects, and what the nodes say now.</summary>
    public Task<Observed> SeenAsync(ObjectKey cluster, CancellationToken cancellationToken)
    {
        IEnumerable<IKubernetesObject<V1ObjectMeta>> objects =
            [.. workloads.All, .. claims.All, .. services.All, .. accounts.All, .. budgets.All, .. policies.All];
        return JoinAsync(
            [.. objects.Where(candidate => ClusterKinds.IsOf(candidate, cluster))],
            [.. pods.All.Where(pod => ClusterKinds.IsOf(pod, cluster))],
            cancellationToken);
    }

    /// <summary>The same past every cache, for what cannot be undone.</summary>
    /// <exception cref="ApiFailure">The server does not answer.</exception>
    public async Task<Observed> NowAsync(ObjectKey cluster, CancellationToken cancellationToken)
    {
        var selector = $"{ClusterKinds.Selector}={cluster.Name}";
        async Task<IEnumerable<IKubernetesObject<V1ObjectMeta>>> ListAsync<TEntity>()
            where TEntity : class, IKubernetesObject<V1ObjectMeta> =>
            (await client.ListAsync<TEntity>(cluster.Namespace, selector, cancellationToken)).Items;

        var objects = await Task.WhenAll(
            ListAsync<V1StatefulSet>(),
            ListAsync<V1PersistentVolumeClaim>(),
            ListAsync<V1Service>(),
            ListAsync<V1ServiceAccount>(),
            ListAsync<V1PodDisruptionBudget>(),
            ListAsync<V1NetworkPolicy>());
        var present = await client.ListAsync<V1Pod>(cluster.Namespace, selector, cancellationToken);
        return await JoinAsync([.. objects.SelectMany(some => some)], present.Items, cancellationToken);
    }

    private async Task<Observed> JoinAsync(
        IReadOnlyList<IKubernetesObject<V1ObjectMeta>> objects, IReadOnlyList<V1Pod> present, CancellationToken cancellationToken) => new()
        {
            Objects = objects,
            Pods = present,
            Reports = await probe.AskAsync(present, cancellationToken),
        };
}
