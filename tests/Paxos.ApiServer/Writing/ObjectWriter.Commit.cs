using System.Text.Json.Nodes;
using Paxos.ApiServer.Fields;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Schema;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Writing;

/// <summary>The last steps of every write, in the order in which an API server takes them.</summary>
internal sealed partial class ObjectWriter
{
    private JsonObject Commit(
        ResourceType type, ObjectKey key, JsonObject? live, JsonObject candidate, Manager? tracked, WriteOptions options)
    {
        CheckVersion(type, key, live, candidate);
        KeepServerFields(type, live, candidate);
        KeepOtherParts(type, live, candidate, options.Subresource);
        Prune(type, candidate, options);
        if (type.Schema is { } schema)
        {
            Pruning.Default(candidate, schema);
            Refuse(type, key, Validation.Check(candidate, schema));
        }

        Admission.Admit(type, live, candidate, store, Now);
        CountGeneration(type, live, candidate);
        if (tracked is not null)
        {
            ServerSideApply.Track(type, live, candidate, tracked, Now);
        }

        if (live is not null && JsonNode.DeepEquals(live, candidate))
        {
            return live;
        }

        if (options.IsDryRun)
        {
            return candidate;
        }

        return live is not null && IsGone(candidate) ? RemoveLast(type, key, candidate) : store.Put(type, key, candidate);
    }

    private JsonObject RemoveLast(ResourceType type, ObjectKey key, JsonObject candidate)
    {
        store.Put(type, key, candidate);
        return store.Remove(type, key);
    }

    // A pod is gone only when its node says so.
    private static bool IsGone(JsonObject value) => value["metadata"]!["deletionTimestamp"] is not null
        && value["metadata"]!["finalizers"] is not JsonArray { Count: > 0 }
        && (value["metadata"]!["deletionGracePeriodSeconds"].AsLong() ?? 0) == 0;

    private static void CheckVersion(ResourceType type, ObjectKey key, JsonObject? live, JsonObject candidate)
    {
        var wanted = ObjectStore.VersionOf(candidate);
        if (live is null && wanted.Length > 0)
        {
            throw ApiException.BadRequest("resourceVersion should not be set on objects to be created");
        }

        if (live is not null && wanted.Length > 0 && wanted != ObjectStore.VersionOf(live))
        {
            throw ApiException.Conflict(
                type, key.Name, "the object has been modified; please apply your changes to the latest version and try again");
        }

        var uid = (string?)candidate["metadata"]!["uid"];
        if (live is not null && uid is not null && uid != (string?)live["metadata"]!["uid"])
        {
            throw ApiException.Conflict(type, key.Name, $"Precondition failed: UID in precondition: {uid}, UID in object meta: "
                + (string?)live["metadata"]!["uid"]);
        }
    }

    private void KeepServerFields(ResourceType type, JsonObject? live, JsonObject candidate)
    {
        var metadata = (JsonObject)candidate["metadata"]!;
        if (live is null)
        {
            metadata["uid"] = Guid.NewGuid().ToString();
            metadata["creationTimestamp"] = Now;
            metadata.Remove("resourceVersion");
            metadata.Remove("generation");
            metadata.Remove("deletionTimestamp");
            if (type.HasGeneration)
            {
                metadata["generation"] = 1;
            }

            return;
        }

        foreach (var name in ServerFields.Metadata.Where(name => name != "managedFields"))
        {
            if (live["metadata"]![name] is { } kept)
            {
                metadata[name] = kept.DeepClone();
            }
            else
            {
                metadata.Remove(name);
            }
        }
    }

    private static void KeepOtherParts(ResourceType type, JsonObject? live, JsonObject candidate, string subresource)
    {
        if (subresource == "status")
        {
            foreach (var name in candidate.Select(field => field.Key).Concat(live!.Select(field => field.Key)).Distinct().ToList())
            {
                if (name != "status" && name != "metadata")
                {
                    Copy(live!, candidate, name);
                }
            }

            var owners = candidate["metadata"]!["managedFields"]?.DeepClone();
            candidate["metadata"] = live!["metadata"]!.DeepClone();
            if (owners is not null)
            {
                candidate["metadata"]!["managedFields"] = owners;
            }
        }
        else if (type.HasStatus && type != BuiltIns.CustomResourceDefinition)
        {
            Copy(live ?? [], candidate, "status");
        }
    }

    private static void Copy(JsonObject from, JsonObject to, string name)
    {
        to.Remove(name);
        if (from[name] is { } kept)
        {
            to[name] = kept.DeepClone();
        }
    }

    // What is applied is not filled up with defaults: its manager would own them.
    private static void Prune(ResourceType type, JsonObject candidate, WriteOptions options)
    {
        if (type.Schema is not { } schema)
        {
            return;
        }

        var unknown = Pruning.Prune(candidate, schema);
        if (unknown.Count > 0 && options.FieldValidation == "Strict")
        {
            throw ApiException.BadRequest(
                $"strict decoding error: {string.Join(", ", unknown.Select(path => $"unknown field \"{path}\""))}");
        }

        if (options.FieldValidation == "Warn")
        {
            unknown.ToList().ForEach(path => options.Warn($"unknown field \"{path}\""));
        }
    }

    private static void Refuse(ResourceType type, ObjectKey key, IReadOnlyList<(string, string)> findings)
    {
        if (findings.Count > 0)
        {
            throw ApiException.Invalid(type, key.Name, findings);
        }
    }

    private static void CountGeneration(ResourceType type, JsonObject? live, JsonObject candidate)
    {
        if (live is not null && type.HasGeneration && !JsonNode.DeepEquals(Wanted(live), Wanted(candidate)))
        {
            candidate["metadata"]!["generation"] = (live["metadata"]!["generation"].AsLong() ?? 0) + 1;
        }
    }

    private static JsonObject Wanted(JsonObject value)
    {
        var copy = (JsonObject)value.DeepClone();
        copy.Remove("metadata");
        copy.Remove("status");
        return copy;
    }
}
