using System.Collections.Concurrent;
using k8s;
using k8s.Models;

namespace Paxos.Operator.Runtime.Watching;

/// <summary>
/// What a reflector knows. Lists are compared with it, so that what happened while nobody watched is told like any other change.
/// </summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal sealed class EntityStore<TEntity> : IEntityCache<TEntity>
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly ConcurrentDictionary<ObjectKey, TEntity> _objects = new();

    /// <summary>Raised for each change, by the reflector's task: the object before and now; null for none.</summary>
    public event Action<TEntity?, TEntity?>? Changed;

    /// <inheritdoc/>
    public IReadOnlyCollection<TEntity> All => [.. _objects.Values];

    /// <summary>How many there are.</summary>
    public int Count => _objects.Count;

    /// <inheritdoc/>
    public TEntity? Find(ObjectKey key) => _objects.GetValueOrDefault(key);

    /// <summary>An object is there.</summary>
    public void Put(TEntity entity)
    {
        // Who owns which field is as large as the object itself, and nobody here asks.
        entity.Metadata.ManagedFields = null;
        var key = ObjectKey.Of(entity);
        var before = Find(key);
        if (before?.Metadata.ResourceVersion == entity.Metadata.ResourceVersion)
        {
            return;
        }

        // A name that was given anew is another object; the old one's end must be told.
        if (before is not null && before.Metadata.Uid != entity.Metadata.Uid)
        {
            Remove(key);
            before = null;
        }

        _objects[key] = entity;
        Changed?.Invoke(before, entity);
    }

    /// <summary>An object is gone.</summary>
    public void Remove(ObjectKey key)
    {
        if (_objects.TryRemove(key, out var before))
        {
            Changed?.Invoke(before, null);
        }
    }

    /// <summary>These are all objects.</summary>
    public void Replace(IReadOnlyList<TEntity> entities)
    {
        var present = entities.Select(entity => ObjectKey.Of(entity)).ToHashSet();
        foreach (var key in _objects.Keys.Where(key => !present.Contains(key)))
        {
            Remove(key);
        }

        foreach (var entity in entities)
        {
            Put(entity);
        }
    }
}
