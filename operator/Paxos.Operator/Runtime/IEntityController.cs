using k8s;
using k8s.Models;

namespace Paxos.Operator.Runtime;

/// <summary>
/// Makes the world as one kind of resource says. For one resource there is one call at a time; calls for different resources overlap.
/// </summary>
/// <typeparam name="TEntity">The kind of resource.</typeparam>
internal interface IEntityController<TEntity>
    where TEntity : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Compares what is wanted with what is there, and takes the next steps. Called after changes and from time to time.</summary>
    /// <param name="entity">The resource as it was last seen. Not to be changed.</param>
    /// <param name="cancellationToken">Ends when the operator stops, no longer leads, or the call takes too long.</param>
    public Task<ReconciliationResult<TEntity>> ReconcileAsync(TEntity entity, CancellationToken cancellationToken);

    /// <summary>Lets go of what is known of a resource that is gone. What it owned goes by itself.</summary>
    /// <param name="entity">The resource as it was last seen.</param>
    /// <param name="cancellationToken">As above.</param>
    public Task<ReconciliationResult<TEntity>> DeletedAsync(TEntity entity, CancellationToken cancellationToken);
}
