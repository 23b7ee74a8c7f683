using System.Diagnostics;
using Paxos.Operator.Api;
using Paxos.Operator.Planning;
using Paxos.Operator.Planning.Actions;
using Paxos.Operator.Planning.Observing;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Client;

namespace Paxos.Operator.Clusters;

/// <summary>
/// Does what was planned. An action that fails hinders no other; it is done again in a later pass, if it is still planned then.
/// </summary>
internal sealed class ActionRunner(IKubernetesClient client, ClusterObserver observer, INodeProbe probe, TimeProvider time)
{
    /// <summary>Does all actions of a plan.</summary>
    /// <returns>What was done, and for people what was not.</returns>
    /// <exception cref="Runtime.Leading.LeadershipLostException">This instance may not act any more.</exception>
    public async Task<(IReadOnlyList<PlannedAction> Done, IReadOnlyList<string> Failures)> RunAsync(
        PaxosCluster cluster, Observed observed, Plan plan, CancellationToken cancellationToken)
    {
        var done = new List<PlannedAction>();
        var failures = new List<string>();
        foreach (var action in plan.Actions)
        {
            try
            {
                if (await IsDoneAsync(cluster, observed, action, cancellationToken))
                {
                    done.Add(action);
                }
            }
            catch (Exception failure) when (failure is ApiFailure or ActionFailure)
            {
                failures.Add($"{action.Reason}: {failure.Message}");
            }
        }

        return (done, failures);
    }

    private async Task<bool> IsDoneAsync(
        PaxosCluster cluster, Observed observed, PlannedAction action, CancellationToken cancellationToken)
    {
        switch (action)
        {
            case ApplyObject { IsNew: true } make:
                await MakeAsync(cluster, make, cancellationToken);
                return true;
            case ApplyObject apply:
                await ClusterKinds.SaveAsync(client, apply.Target, cancellationToken);
                return true;
            case GrowClaim grow:
                await client.SaveAsync(grow.Target, cancellationToken);
                return true;
            case DeleteObject delete:
                return await ClusterKinds.DeleteAsync(client, delete.Target, cancellationToken);
            case DeletePod delete:
                return await IsReplacedAsync(cluster, delete, cancellationToken);
            case HandOver handOver:
                var leader = observed.Pods.First(pod => pod.Metadata.Name == handOver.Pod);
                await probe.HandOverAsync(leader, handOver.Target, cancellationToken);
                return true;
            default:
                throw new UnreachableException($"No rule to do {action.GetType().Name}.");
        }
    }

    // What has this name and is not of this cluster belongs to somebody.
    private async Task MakeAsync(PaxosCluster cluster, ApplyObject make, CancellationToken cancellationToken)
    {
        var present = await ClusterKinds.GetAsync(client, make.Target, cancellationToken);
        if (present is not null && !ClusterKinds.IsOf(present, KeyOf(cluster)))
        {
            throw new ActionFailure(
                $"{make.Subject} exists and is not of this cluster: it has no label {ClusterLabels.Cluster}={cluster.Metadata.Name}. Give "
                + "the cluster another name, or take that object away.");
        }

        await ClusterKinds.SaveAsync(client, make.Target, cancellationToken);
    }

    // Pods and nodes are read once more, past every cache, and the plan must still have it.
    private async Task<bool> IsReplacedAsync(PaxosCluster cluster, DeletePod delete, CancellationToken cancellationToken)
    {
        var key = KeyOf(cluster);
        var resource = await client.GetAsync<ClusterResource>(key.Name, key.Namespace, cancellationToken);
        if (resource?.Metadata.Uid != cluster.Metadata.Uid || resource.Metadata.Generation != cluster.Metadata.Generation)
        {
            return false;
        }

        var observed = await observer.NowAsync(key, cancellationToken);
        var plan = Planner.Plan(cluster, observed, time.GetUtcNow());
        return plan.Actions.OfType<DeletePod>().Any(planned => planned.Uid == delete.Uid)
            && await client.DeleteAsync(observed.Pods.First(pod => pod.Metadata.Uid == delete.Uid), cancellationToken);
    }

    private static ObjectKey KeyOf(PaxosCluster cluster) => new(cluster.Metadata.Namespace ?? "", cluster.Metadata.Name);
}
