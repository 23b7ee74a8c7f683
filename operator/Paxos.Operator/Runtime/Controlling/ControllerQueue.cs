using k8s;
using k8s.Models;
using Paxos.Operator.Runtime.Leading;
using Paxos.Operator.Runtime.Queueing;

namespace Paxos.Operator.Runtime.Controlling;

/// <summary>
/// The queue of one kind. Without leadership nothing enters it: an instance that begins to lead looks at everything anyway.
/// </summary>
/// <typeparam name="TEntity">The kind of resource.</typeparam>
internal sealed class ControllerQueue<TEntity>(OperatorSettings settings, Leadership leadership, TimeProvider time) : IDisposable
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The queue itself.</summary>
    public WorkQueue Work { get; } = new(new Backoff(settings.ErrorBackoffBase, settings.ErrorBackoffMax), time);

    /// <summary>Asks for a resource now, if this instance leads.</summary>
    public void Add(ObjectKey key)
    {
        if (leadership.IsLeading)
        {
            Work.Add(key);
        }
    }

    /// <summary>Asks for a resource later, if this instance leads; it has the form of <see cref="EntityRequeue{TEntity}"/>.</summary>
    public void Requeue(TEntity entity, TimeSpan requeueIn)
    {
        if (leadership.IsLeading)
        {
            Work.AddAfter(ObjectKey.Of(entity), requeueIn);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Work.Dispose();
}
