using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;

namespace Paxos.ApiServer.Storage;

/// <summary>
/// All objects with one counter of versions, and the newest changes for watches. An object that was put in is never changed again; a
/// change puts in another one. Callers hold <see cref="Gate"/> over what belongs together.
/// </summary>
internal sealed class ObjectStore
{
    /// <summary>Changes that are kept; far more than any test makes, so that 410 comes only where a test asks for it.</summary>
    private const int HistoryMax = 100_000;

    private readonly Dictionary<string, SortedDictionary<ObjectKey, JsonObject>> _objects = new(StringComparer.Ordinal);
    private readonly List<Change> _history = [];
    private long _firstWatchable;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Held over a read and the write that rests on it.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The version of the newest change.</summary>
    public long Version { get; private set; } = 1;

    /// <summary>Ends when something changes after this call.</summary>
    public Task NextChange
    {
        get
        {
            lock (Gate)
            {
                return _changed.Task;
            }
        }
    }

    /// <summary>An object, or null; not to be changed by the caller.</summary>
    public JsonObject? Find(ResourceType type, ObjectKey key)
    {
        lock (Gate)
        {
            return Of(type).GetValueOrDefault(key);
        }
    }

    /// <summary>The objects of a kind in order, of one namespace or of all, with the version that the list shows.</summary>
    public (IReadOnlyList<JsonObject> Objects, long Version) List(ResourceType type, string? space = null)
    {
        lock (Gate)
        {
            return ([.. Of(type).Where(pair => space is null || pair.Key.Namespace == space).Select(pair => pair.Value)], Version);
        }
    }

    /// <summary>Puts an object in, stamps its resource version, and returns what is kept.</summary>
    public JsonObject Put(ResourceType type, ObjectKey key, JsonObject value)
    {
        lock (Gate)
        {
            var previous = Of(type).GetValueOrDefault(key);
            var kept = Stamp(value);
            Of(type)[key] = kept;
            Note(new Change(Version, previous is null ? "ADDED" : "MODIFIED", type.GroupResource, kept, previous));
            return kept;
        }
    }

    /// <summary>Takes an object out.</summary>
    public JsonObject Remove(ResourceType type, ObjectKey key)
    {
        lock (Gate)
        {
            Of(type).Remove(key, out var previous);
            var last = Stamp(previous!);
            Note(new Change(Version, "DELETED", type.GroupResource, last, previous));
            return last;
        }
    }

    /// <summary>The changes of a kind after a version; null when some of them are no longer kept.</summary>
    public IReadOnlyList<Change>? ChangesAfter(long version, string groupResource)
    {
        lock (Gate)
        {
            if (version < _firstWatchable)
            {
                return null;
            }

            var first = _history.Count;
            while (first > 0 && _history[first - 1].Version > version)
            {
                first--;
            }

            return [.. _history.Skip(first).Where(change => change.GroupResource == groupResource)];
        }
    }

    /// <summary>Forgets all changes so far: a watch or a continued list from before gets 410.</summary>
    public void Compact()
    {
        lock (Gate)
        {
            _history.Clear();
            _firstWatchable = Version;
        }
    }

    /// <summary>The version in an object.</summary>
    public static string VersionOf(JsonObject value) => (string?)value["metadata"]?["resourceVersion"] ?? "";

    private SortedDictionary<ObjectKey, JsonObject> Of(ResourceType type)
    {
        if (!_objects.TryGetValue(type.GroupResource, out var objects))
        {
            _objects[type.GroupResource] = objects = [];
        }

        return objects;
    }

    private JsonObject Stamp(JsonObject value)
    {
        var kept = (JsonObject)value.DeepClone();
        Version++;
        kept["metadata"]!["resourceVersion"] = Version.ToString(CultureInfo.InvariantCulture);
        return kept;
    }

    private void Note(Change change)
    {
        _history.Add(change);
        if (_history.Count > HistoryMax)
        {
            _firstWatchable = _history[0].Version;
            _history.RemoveAt(0);
        }

        var changed = _changed;
        _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        changed.SetResult();
    }
}
