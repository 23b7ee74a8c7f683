using k8s;
using k8s.Models;

namespace Paxos.Operator.Runtime.Watching;

/// <summary>The objects of a kind as they were last seen. The server may have newer ones; ask it before anything is destroyed.</summary>
/// <typeparam name="TEntity">The kind.</typeparam>
internal interface IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>An object; null when none is known. Not to be changed.</summary>
    public TEntity? Find(ObjectKey key);

    /// <summary>All objects. Not to be changed.</summary>
    public IReadOnlyCollection<TEntity> All { get; }
}
