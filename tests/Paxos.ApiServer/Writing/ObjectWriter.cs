using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.ApiServer.Fields;
using Paxos.ApiServer.Patching;
using Paxos.ApiServer.Resources;
using Paxos.ApiServer.Storage;

namespace Paxos.ApiServer.Writing;

/// <summary>
/// Every write of an object: create, replace, the four kinds of patch, delete. Each holds the store's gate from read to write.
/// </summary>
internal sealed partial class ObjectWriter(ObjectStore store, ResourceCatalog catalog, TimeProvider time)
{
    /// <summary>The time as objects write it.</summary>
    public string Now => time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>The kinds.</summary>
    public ResourceCatalog Catalog => catalog;

    /// <summary>Makes a new object.</summary>
    /// <exception cref="ApiException">It exists, its namespace does not, or it breaks rules.</exception>
    public JsonObject Create(ResourceType type, string space, JsonObject body, WriteOptions options)
    {
        lock (store.Gate)
        {
            var candidate = Prepared(type, space, body);
            var metadata = (JsonObject)candidate["metadata"]!;
            if (metadata["name"] is null && metadata["generateName"] is { } prefix)
            {
                metadata["name"] = (string)prefix! + Guid.NewGuid().ToString("N")[..5];
            }

            var key = KeyOf(type, candidate);
            if (store.Find(type, key) is not null)
            {
                throw ApiException.AlreadyExists(type, key.Name);
            }

            return Commit(type, key, null, candidate, new Manager(options.Manager, "Update", options.Subresource), options);
        }
    }

    /// <summary>Replaces an object, or one subresource of it.</summary>
    /// <exception cref="ApiException">It does not exist, has changed, or breaks rules.</exception>
    public JsonObject Replace(ResourceType type, ObjectKey key, JsonObject body, WriteOptions options)
    {
        lock (store.Gate)
        {
            var live = store.Find(type, key) ?? throw ApiException.NotFound(type, key.Name);
            var candidate = Prepared(type, key.Namespace, body);
            return Commit(type, key, live, candidate, new Manager(options.Manager, "Update", options.Subresource), options);
        }
    }

    /// <summary>Patches an object, or one subresource of it; an apply makes it when it is not there.</summary>
    /// <exception cref="ApiException">It does not exist, has changed, breaks rules, or the patch makes no sense.</exception>
    public JsonObject Patch(ResourceType type, ObjectKey key, string patchType, JsonNode patch, WriteOptions options)
    {
        lock (store.Gate)
        {
            var live = store.Find(type, key);
            if (patchType == "application/apply-patch+yaml")
            {
                return Apply(type, key, live, (JsonObject)patch, options);
            }

            if (live is null)
            {
                throw ApiException.NotFound(type, key.Name);
            }

            var candidate = patchType switch
            {
                "application/merge-patch+json" => JsonMergePatch.Apply(live, patch),
                "application/json-patch+json" => JsonPatch.Apply(live, (JsonArray)patch),
                "application/strategic-merge-patch+json" when type.Schema is null => StrategicMergePatch.Apply(live, patch, type.Shape),
                _ => throw new ApiException(415, "UnsupportedMediaType", $"the body of the request was in an unknown format - {patchType}"),
            };
            return Commit(type, key, live, (JsonObject)candidate!, new Manager(options.Manager, "Update", options.Subresource), options);
        }
    }

    private JsonObject Apply(ResourceType type, ObjectKey key, JsonObject? live, JsonObject body, WriteOptions options)
    {
        if (body["metadata"]?["managedFields"] is JsonArray { Count: > 0 })
        {
            throw ApiException.BadRequest("metadata.managedFields must be nil");
        }

        if (live is null && options.Subresource.Length > 0)
        {
            throw ApiException.NotFound(type, key.Name);
        }

        var applied = Prepared(type, key.Namespace, body);
        applied["metadata"]!["name"] ??= key.Name;
        var version = ObjectStore.VersionOf(applied);
        var uid = applied["metadata"]!["uid"];
        if (live is null && (version.Length > 0 || uid is not null))
        {
            throw ApiException.Conflict(type, key.Name, "uid or resourceVersion is set, and the object is not there");
        }

        Narrow(applied, options.Subresource, type);
        Prune(type, applied, options);
        var manager = new Manager(options.Manager, "Apply", options.Subresource);
        var candidate = ServerSideApply.Apply(type, live, applied, manager, options.Force, Now);
        if (version.Length > 0)
        {
            candidate["metadata"]!["resourceVersion"] = version;
        }

        return Commit(type, key, live, candidate, null, options);
    }

    // An apply to the status owns nothing else, one to the object owns nothing of the status.
    private static void Narrow(JsonObject applied, string subresource, ResourceType type)
    {
        if (subresource == "status")
        {
            foreach (var name in applied.Select(field => field.Key).Except(["apiVersion", "kind", "metadata", "status"]).ToList())
            {
                applied.Remove(name);
            }
        }
        else if (type.HasStatus)
        {
            applied.Remove("status");
        }
    }

    private static JsonObject Prepared(ResourceType type, string space, JsonObject body)
    {
        var candidate = (JsonObject)body.DeepClone();
        var (kind, version) = ((string?)candidate["kind"] ?? type.Kind, (string?)candidate["apiVersion"] ?? type.GroupVersion);
        if (kind != type.Kind || version != type.GroupVersion)
        {
            throw ApiException.BadRequest($"{version} {kind} does not fit the path of {type.GroupVersion} {type.Kind}");
        }

        candidate["apiVersion"] = type.GroupVersion;
        candidate["kind"] = type.Kind;
        candidate["metadata"] ??= new JsonObject();
        if (type.IsNamespaced)
        {
            if (((string?)candidate["metadata"]!["namespace"] ?? space) != space)
            {
                throw ApiException.BadRequest($"the namespace of the provided object does not match the namespace sent on the request");
            }

            candidate["metadata"]!["namespace"] = space;
        }

        return candidate;
    }

    private static ObjectKey KeyOf(ResourceType type, JsonObject value)
    {
        var name = (string?)value["metadata"]!["name"]
            ?? throw ApiException.Invalid(type, "", [("metadata.name", "Required value: name or generateName is required")]);
        return new ObjectKey(type.IsNamespaced ? (string)value["metadata"]!["namespace"]! : "", name);
    }
}
