using k8s;
using k8s.Models;
using Microsoft.Extensions.DependencyInjection;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Controlling;

/// <summary>Asks for resources when objects of another kind change.</summary>
/// <typeparam name="TEntity">The kind that is asked for.</typeparam>
/// <typeparam name="TWatched">The kind that changes.</typeparam>
internal sealed class Source<TEntity, TWatched> : ISource<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
    where TWatched : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ControllerQueue<TEntity> _queue;
    private readonly Func<TWatched, IEnumerable<ObjectKey>> _map;

    /// <summary>Makes one; it hears of changes from now on.</summary>
    public Source(IServiceProvider provider, Func<TWatched, IEnumerable<ObjectKey>> map)
    {
        _queue = provider.GetRequiredService<ControllerQueue<TEntity>>();
        _map = map;
        provider.GetRequiredService<Reflector<TWatched>>().Store.Changed += OnChanged;
    }

    // An object that was taken from one resource and given to another concerns both.
    private void OnChanged(TWatched? before, TWatched? now)
    {
        foreach (var key in Keys(before).Concat(Keys(now)).Distinct())
        {
            _queue.Add(key);
        }
    }

    private IEnumerable<ObjectKey> Keys(TWatched? watched) => watched is null ? [] : _map(watched);
}
