using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime.Leading;

namespace Paxos.Operator.Runtime.Client;

/// <summary>Objects of any kind over <see cref="KubernetesApi"/>.</summary>
internal sealed partial class KubernetesClient(
    KubernetesApi api, OperatorSettings settings, Leadership leadership, TimeProvider time) : IKubernetesClient
{
    /// <summary>
    /// Objects in a page, however many there are. All kinds are listed at once, and while a page is read it takes many times the memory of
    /// its text: with 500 of them a hundred clusters did not fit into the chart's 128 MiB.
    /// </summary>
    private const string PageSize = "50";

    /// <inheritdoc/>
    public async Task<TEntity?> GetAsync<TEntity>(string name, string? space, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        try
        {
            var found = await api.SendAsync(
                new ApiRequest(HttpMethod.Get, type, type.PathOf(space, name)), cancellationToken);
            return Read<TEntity>(found);
        }
        catch (ApiFailure e) when (e.IsNotFound)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public async Task<EntityList<TEntity>> ListAsync<TEntity>(string? space, string? labelSelector, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var items = new List<TEntity>();
        string? next = null;
        while (true)
        {
            var request = new ApiRequest(HttpMethod.Get, type, type.PathOfAll(space))
            {
                Query = [("limit", PageSize), ("labelSelector", labelSelector), ("continue", next)],
            };
            var page = await api.SendAsync(request, cancellationToken);
            foreach (var item in (page["items"] as JsonArray ?? []).OfType<JsonObject>())
            {
                // Items of a list of a built-in kind do not say what they are.
                item["apiVersion"] ??= type.GroupVersion;
                item["kind"] ??= type.Kind;
                items.Add(Read<TEntity>(item));
            }

            next = (string?)page["metadata"]?["continue"];
            if (string.IsNullOrEmpty(next))
            {
                return new EntityList<TEntity>(items, (string?)page["metadata"]?["resourceVersion"] ?? "");
            }
        }
    }

    /// <inheritdoc/>
    public Task<TEntity> SaveAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var body = Write(entity);
        body.Remove("status");
        var metadata = (JsonObject)body["metadata"]!;
        foreach (var name in new[] { "managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink" })
        {
            metadata.Remove(name);
        }

        return WriteAsync<TEntity>(ApplyRequest(entity, body, ""), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TEntity> CreateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var request = new ApiRequest(HttpMethod.Post, type, type.PathOfAll(entity.Metadata.NamespaceProperty))
        {
            Query = [("fieldManager", settings.Name)],
            Body = Write(entity),
        };
        return WriteAsync<TEntity>(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TEntity> UpdateAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var request = new ApiRequest(HttpMethod.Put, type, type.PathOf(entity))
        {
            Query = [("fieldManager", settings.Name)],
            Body = Write(entity),
        };
        return WriteAsync<TEntity>(request, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TEntity> PatchAsync<TEntity>(TEntity entity, JsonObject changes, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var request = new ApiRequest(HttpMethod.Patch, type, type.PathOf(entity))
        {
            Query = [("fieldManager", settings.Name)],
            Body = changes,
            ContentType = KubernetesApi.Merge,
        };
        return WriteAsync<TEntity>(request, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> UpdateStatusAsync<TEntity>(
        TEntity entity, JsonObject? current, JsonObject wanted, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        if (StatusDifference.Of(current, wanted) is not { } status)
        {
            return false;
        }

        // With its uid, so that a resource that was made anew does not get the status of the one before it.
        var type = EntityType.Of<TEntity>();
        var body = new JsonObject
        {
            ["apiVersion"] = type.GroupVersion,
            ["kind"] = type.Kind,
            ["metadata"] = new JsonObject
            {
                ["name"] = entity.Metadata.Name,
                ["namespace"] = entity.Metadata.NamespaceProperty,
                ["uid"] = entity.Metadata.Uid,
            },
            ["status"] = status,
        };
        await WriteAsync<TEntity>(ApplyRequest(entity, body, "/status"), cancellationToken);
        return true;
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync<TEntity>(TEntity entity, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var conditions = new JsonObject { ["uid"] = entity.Metadata.Uid, ["resourceVersion"] = entity.Metadata.ResourceVersion };
        var request = new ApiRequest(HttpMethod.Delete, type, type.PathOf(entity))
        {
            Body = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "DeleteOptions",
                ["propagationPolicy"] = "Background",
                ["preconditions"] = conditions,
            },
        };
        try
        {
            leadership.MustLead();
            await api.SendAsync(request, cancellationToken);
            return true;
        }
        catch (ApiFailure e) when (e.IsNotFound)
        {
            return false;
        }
    }

    private ApiRequest ApplyRequest<TEntity>(TEntity entity, JsonObject body, string subresource)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        return new ApiRequest(HttpMethod.Patch, type, type.PathOf(entity) + subresource)
        {
            Query = [("fieldManager", settings.Name), ("force", "true")],
            Body = body,
            ContentType = KubernetesApi.Apply,
        };
    }

    private async Task<TEntity> WriteAsync<TEntity>(ApiRequest request, CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        leadership.MustLead();
        return Read<TEntity>(await api.SendAsync(request, cancellationToken));
    }

    private static JsonObject Write<TEntity>(TEntity entity)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var body = JsonNode.Parse(KubernetesJson.Serialize(entity))!.AsObject();
        body["apiVersion"] = type.GroupVersion;
        body["kind"] = type.Kind;
        return body;
    }

    private static TEntity Read<TEntity>(JsonObject value)
        where TEntity : class, IKubernetesObject<V1ObjectMeta> => KubernetesJson.Deserialize<TEntity>(value);
}
