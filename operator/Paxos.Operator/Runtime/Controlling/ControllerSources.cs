using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime.Hosting;

namespace Paxos.Operator.Runtime.Controlling;

/// <summary>Which other kinds a controller hears of, and to which of its resources their objects belong.</summary>
/// <typeparam name="TEntity">The controller's kind.</typeparam>
internal sealed class ControllerSources<TEntity>(IServiceCollection services)
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>Objects that a resource owns, by the reference that says so.</summary>
    /// <typeparam name="TOwned">Their kind.</typeparam>
    /// <param name="labelSelector">Which of them are watched; null for all.</param>
    public ControllerSources<TEntity> Owns<TOwned>(string? labelSelector = null)
        where TOwned : class, IKubernetesObject<V1ObjectMeta>
    {
        var owner = EntityType.Of<TEntity>();
        return Watches<TOwned>(owned => OwnersOf(owned, owner), labelSelector);
    }

    /// <summary>Objects that belong to resources in another way.</summary>
    /// <typeparam name="TWatched">Their kind.</typeparam>
    /// <param name="map">The resources of an object. Also called for the object as it was before a change.</param>
    /// <param name="labelSelector">Which of them are watched; null for all.</param>
    public ControllerSources<TEntity> Watches<TWatched>(Func<TWatched, IEnumerable<ObjectKey>> map, string? labelSelector = null)
        where TWatched : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddReflector<TWatched>(labelSelector);
        services.AddSingleton<ISource<TEntity>>(provider => new Source<TEntity, TWatched>(provider, map));
        return this;
    }

    private static IEnumerable<ObjectKey> OwnersOf(IKubernetesObject<V1ObjectMeta> owned, EntityType owner) =>
        (owned.Metadata.OwnerReferences ?? [])
        .Where(reference => reference.Kind == owner.Kind
            && reference.ApiVersion.StartsWith(owner.Group + "/", StringComparison.Ordinal))
        .Select(reference => new ObjectKey(owned.Metadata.NamespaceProperty ?? "", reference.Name));
}
