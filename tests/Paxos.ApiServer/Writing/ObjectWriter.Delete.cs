using System.Text.Json.Nodes;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Writing;

/// <summary>Deleting: conditions, finalizers, the time that a pod may take, and what becomes of what it owns.</summary>
internal sealed partial class ObjectWriter
{
    /// <summary>The finalizer of an object that goes after all that it owns.</summary>
    public const string Foreground = "foregroundDeletion";

    private const string Orphan = "Orphan";

    /// <summary>Deletes an object, or marks it when somebody has to finish first.</summary>
    /// <returns>The object as it is now, and whether it is gone.</returns>
    /// <exception cref="ApiException">It does not exist, or a condition is not met.</exception>
    public (JsonObject Object, bool IsGone) Delete(ResourceType type, ObjectKey key, DeleteOptions options)
    {
        lock (store.Gate)
        {
            var live = store.Find(type, key) ?? throw ApiException.NotFound(type, key.Name);
            CheckConditions(type, key, live, options);
            if (options.IsDryRun)
            {
                return (live, true);
            }

            if (options.Propagation == Orphan)
            {
                LetGo(live);
            }

            var marked = Marked(type, live, options);
            return IsGone(marked) ? (store.Remove(type, key), true) : (Keep(type, key, live, marked), false);
        }
    }

    private JsonObject Keep(ResourceType type, ObjectKey key, JsonObject live, JsonObject marked) =>
        JsonNode.DeepEquals(live, marked) ? live : store.Put(type, key, marked);

    private static void CheckConditions(ResourceType type, ObjectKey key, JsonObject live, DeleteOptions options)
    {
        var uid = (string?)live["metadata"]!["uid"];
        if (options.Uid is not null && options.Uid != uid)
        {
            throw ApiException.Conflict(
                type, key.Name, $"Precondition failed: UID in precondition: {options.Uid}, UID in object meta: {uid}");
        }

        if (options.ResourceVersion is not null && options.ResourceVersion != ObjectStore.VersionOf(live))
        {
            throw ApiException.Conflict(type, key.Name, $"Precondition failed: ResourceVersion in precondition: {options.ResourceVersion}, "
                + $"ResourceVersion in object meta: {ObjectStore.VersionOf(live)}");
        }
    }

    private JsonObject Marked(ResourceType type, JsonObject live, DeleteOptions options)
    {
        var marked = (JsonObject)live.DeepClone();
        var metadata = (JsonObject)marked["metadata"]!;
        var isFirst = metadata["deletionTimestamp"] is null;
        metadata["deletionTimestamp"] ??= Now;
        if (isFirst && options.Propagation == "Foreground")
        {
            metadata["finalizers"] ??= new JsonArray();
            ((JsonArray)metadata["finalizers"]!).Add(Foreground);
        }

        if (type == BuiltIns.Pod && marked["spec"]?["nodeName"] is not null)
        {
            var own = marked["spec"]!["terminationGracePeriodSeconds"].AsLong() ?? 30;
            var left = metadata["deletionGracePeriodSeconds"].AsLong() ?? long.MaxValue;
            metadata["deletionGracePeriodSeconds"] = Math.Min(options.GraceSeconds ?? own, left);
        }
        else
        {
            metadata["deletionGracePeriodSeconds"] = 0;
        }

        if (type == BuiltIns.Namespace)
        {
            marked["status"] = new JsonObject { ["phase"] = "Terminating" };
            metadata["finalizers"] ??= new JsonArray("kubernetes");
        }

        if (isFirst && type.HasGeneration)
        {
            metadata["generation"] = (metadata["generation"].AsLong() ?? 0) + 1;
        }

        return marked;
    }

    private void LetGo(JsonObject owner)
    {
        var uid = (string?)owner["metadata"]!["uid"];
        foreach (var type in catalog.All.ToList())
        {
            foreach (var dependent in store.List(type).Objects.Where(one => IsOwnedBy(one, uid)))
            {
                var freed = (JsonObject)dependent.DeepClone();
                ((JsonArray)freed["metadata"]!["ownerReferences"]!).RemoveAll(reference => (string?)reference!["uid"] == uid);
                store.Put(type, KeyOf(type, freed), freed);
            }
        }
    }

    private static bool IsOwnedBy(JsonObject value, string? uid) => Owners(value).Any(owner => (string?)owner!["uid"] == uid);

    /// <summary>The references to an object's owners.</summary>
    public static JsonArray Owners(JsonObject value) => value["metadata"]?["ownerReferences"] as JsonArray ?? [];
}
