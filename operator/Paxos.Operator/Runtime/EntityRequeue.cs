using k8s;
using k8s.Models;

namespace Paxos.Operator.Runtime;

/// <summary>Asks for another call of the controller. Dropped when this instance does not lead: the one that does asks for itself.</summary>
/// <typeparam name="TEntity">The kind of resource.</typeparam>
/// <param name="entity">The resource.</param>
/// <param name="requeueIn">When, at the latest.</param>
internal delegate void EntityRequeue<in TEntity>(TEntity entity, TimeSpan requeueIn)
    where TEntity : IKubernetesObject<V1ObjectMeta>;
