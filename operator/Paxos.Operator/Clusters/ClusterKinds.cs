using System.Diagnostics;
using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Runtime;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Controlling;

namespace Paxos.Operator.Clusters;

/// <summary>The kinds of objects that a cluster consists of, in one place: what is watched, read, applied and deleted.</summary>
internal static class ClusterKinds
{
    /// <summary>Chooses the objects of all clusters.</summary>
    public const string Selector = ClusterLabels.Cluster;

    /// <summary>Lets the controller hear of every object of a cluster, by its label: claims that are kept have no owner.</summary>
    public static void Watch(ControllerSources<ClusterResource> sources) => sources
        .Watches<V1Pod>(ClusterOf, Selector)
        .Watches<V1StatefulSet>(ClusterOf, Selector)
        .Watches<V1PersistentVolumeClaim>(ClusterOf, Selector)
        .Watches<V1Service>(ClusterOf, Selector)
        .Watches<V1ServiceAccount>(ClusterOf, Selector)
        .Watches<V1PodDisruptionBudget>(ClusterOf, Selector)
        .Watches<V1NetworkPolicy>(ClusterOf, Selector);

    /// <summary>Whether an object carries the label of a cluster in its namespace.</summary>
    public static bool IsOf(IKubernetesObject<V1ObjectMeta> candidate, ObjectKey cluster) => ClusterOf(candidate).Contains(cluster);

    /// <summary>Applies an object of any of these kinds.</summary>
    public static Task SaveAsync(IKubernetesClient client, IKubernetesObject<V1ObjectMeta> target, CancellationToken cancellationToken) =>
        target switch
        {
            V1StatefulSet workload => client.SaveAsync(workload, cancellationToken),
            V1PersistentVolumeClaim claim => client.SaveAsync(claim, cancellationToken),
            V1Service service => client.SaveAsync(service, cancellationToken),
            V1ServiceAccount account => client.SaveAsync(account, cancellationToken),
            V1PodDisruptionBudget budget => client.SaveAsync(budget, cancellationToken),
            V1NetworkPolicy policy => client.SaveAsync(policy, cancellationToken),
            _ => throw Unknown(target),
        };

    /// <summary>Deletes exactly this object, of any of these kinds that may be deleted.</summary>
    public static Task<bool> DeleteAsync(
        IKubernetesClient client, IKubernetesObject<V1ObjectMeta> target, CancellationToken cancellationToken) => target switch
        {
            V1Pod pod => client.DeleteAsync(pod, cancellationToken),
            V1Service service => client.DeleteAsync(service, cancellationToken),
            V1ServiceAccount account => client.DeleteAsync(account, cancellationToken),
            V1PodDisruptionBudget budget => client.DeleteAsync(budget, cancellationToken),
            V1NetworkPolicy policy => client.DeleteAsync(policy, cancellationToken),
            _ => throw Unknown(target),
        };

    /// <summary>An object of that kind and name as the server has it now; null when there is none.</summary>
    public static async Task<IKubernetesObject<V1ObjectMeta>?> GetAsync(
        IKubernetesClient client, IKubernetesObject<V1ObjectMeta> like, CancellationToken cancellationToken)
    {
        var (name, space) = (like.Metadata.Name, like.Metadata.NamespaceProperty);
        return like switch
        {
            V1StatefulSet => await client.GetAsync<V1StatefulSet>(name, space, cancellationToken),
            V1PersistentVolumeClaim => await client.GetAsync<V1PersistentVolumeClaim>(name, space, cancellationToken),
            V1Service => await client.GetAsync<V1Service>(name, space, cancellationToken),
            V1ServiceAccount => await client.GetAsync<V1ServiceAccount>(name, space, cancellationToken),
            V1PodDisruptionBudget => await client.GetAsync<V1PodDisruptionBudget>(name, space, cancellationToken),
            V1NetworkPolicy => await client.GetAsync<V1NetworkPolicy>(name, space, cancellationToken),
            _ => throw Unknown(like),
        };
    }

    private static IEnumerable<ObjectKey> ClusterOf(IKubernetesObject<V1ObjectMeta> labelled) =>
        labelled.Metadata.Labels?.TryGetValue(ClusterLabels.Cluster, out var name) == true
            ? [new ObjectKey(labelled.Metadata.NamespaceProperty ?? "", name)]
            : [];

    private static UnreachableException Unknown(IKubernetesObject<V1ObjectMeta> target) =>
        new($"No cluster consists of a {target.GetType().Name}.");
}
