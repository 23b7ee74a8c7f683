using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Paxos.Operator.Runtime.Controlling;

namespace Paxos.Operator.Runtime.Hosting;

/// <summary>Says what an operator consists of.</summary>
internal interface IOperatorBuilder
{
    /// <summary>The services of the process.</summary>
    public IServiceCollection Services { get; }

    /// <summary>
    /// Adds a controller. It may take an <see cref="EventPublisher"/>, an <see cref="EntityRequeue{TEntity}"/>, the client and caches.
    /// </summary>
    /// <typeparam name="TController">The controller.</typeparam>
    /// <typeparam name="TEntity">The kind that it is for.</typeparam>
    /// <param name="sources">The other kinds that it hears of; null for none.</param>
    public IOperatorBuilder AddController<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(
        Action<ControllerSources<TEntity>>? sources = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>;
}
