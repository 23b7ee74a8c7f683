using System.Diagnostics.CodeAnalysis;
using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Paxos.Operator.Runtime.Controlling;

namespace Paxos.Operator.Runtime.Hosting;

/// <inheritdoc/>
internal sealed class OperatorBuilder(IServiceCollection services) : IOperatorBuilder
{
    /// <inheritdoc/>
    public IServiceCollection Services => services;

    /// <inheritdoc/>
    public IOperatorBuilder AddController<
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TController, TEntity>(
        Action<ControllerSources<TEntity>>? sources = null)
        where TController : class, IEntityController<TEntity>
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        services.AddReflector<TEntity>(labelSelector: null);
        services.TryAddSingleton<ControllerQueue<TEntity>>();
        services.TryAddSingleton<EntityRequeue<TEntity>>(provider => provider.GetRequiredService<ControllerQueue<TEntity>>().Requeue);
        services.AddSingleton<IEntityController<TEntity>, TController>();
        services.AddSingleton<IControllerRunner>(provider =>
        {
            // Sources only listen; they have to be made before the first list.
            _ = provider.GetServices<ISource<TEntity>>().Count();
            return ActivatorUtilities.CreateInstance<ControllerRunner<TEntity>>(provider);
        });
        sources?.Invoke(new ControllerSources<TEntity>(services));
        return this;
    }
}
