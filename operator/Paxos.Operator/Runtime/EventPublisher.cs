using k8s;
using k8s.Models;

namespace Paxos.Operator.Runtime;

/// <summary>
/// Publishes an event about a resource, to be called once for each transition. Events of one resource, reason and type are one object,
/// whose count rises. It never throws for what the API server says: an event is not worth a failed pass.
/// </summary>
/// <param name="entity">What it is about.</param>
/// <param name="reason">The machine's word for it, such as <c>ClusterFormed</c>; without numbers or names.</param>
/// <param name="message">What people read.</param>
/// <param name="type">Whether it is a warning.</param>
/// <param name="cancellationToken">Ends the call.</param>
internal delegate Task EventPublisher(
    IKubernetesObject<V1ObjectMeta> entity,
    string reason,
    string message,
    EventType type = EventType.Normal,
    CancellationToken cancellationToken = default);
