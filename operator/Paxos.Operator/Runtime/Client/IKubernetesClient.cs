using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Requests;

namespace Paxos.Operator.Runtime.Client;

/// <summary>
/// Reads and writes of objects. Every method throws <see cref="ApiFailure"/> when the server refuses or does not answer; nothing is tried
/// again here, because the queue does that. Writes throw <see cref="Leading.LeadershipLostException"/> when this instance may not act.
/// </summary>
internal interface IKubernetesClient
{
    /// <summary>An object as the server has it now; null when there is none.</summary>
    public Task<TEntity?> GetAsync<TEntity>(string name, string? space, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>The objects of a kind as the server has them now, by pages.</summary>
    /// <param name="space">The namespace; null for all.</param>
    /// <param name="labelSelector">Which of them; null for all.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    public Task<EntityList<TEntity>> ListAsync<TEntity>(string? space, string? labelSelector, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Applies an object: what is given is so afterwards, even where others had set it; what else others have set stays.</summary>
    public Task<TEntity> SaveAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Makes an object that must not be there yet.</summary>
    public Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Replaces an object that must not have changed since.</summary>
    public Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Merges changes into an object; null takes a field out.</summary>
    public Task<TEntity> PatchAsync<TEntity>(TEntity entity, JsonObject changes, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Applies a status, unless it is what the resource had when it was read.</summary>
    /// <param name="entity">The resource.</param>
    /// <param name="current">The status that was read.</param>
    /// <param name="wanted">The whole status.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <returns>Whether it was written.</returns>
    public Task<bool> UpdateStatusAsync<TEntity>(
        TEntity entity, JsonObject? current, JsonObject wanted, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>Deletes exactly this object: of another uid or version it is not taken.</summary>
    /// <returns>False when it was gone already.</returns>
    public Task<bool> DeleteAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;

    /// <summary>The changes after a version, until the watch ends.</summary>
    public IAsyncEnumerable<WatchChange<TEntity>> WatchAsync<TEntity>(
        string? space, string? labelSelector, string version, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;
}
