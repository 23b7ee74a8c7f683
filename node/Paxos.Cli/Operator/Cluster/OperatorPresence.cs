using System.Text.Json.Nodes;
using k8s.Models;
using Paxos.Operator.Planning.Objects;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>Whether an operator is there that keeps the cluster, by its Deployments: Kubernetes itself counts their pods.</summary>
/// <param name="Deployments">Those that could keep it; null where it could not be seen.</param>
/// <param name="Obstacle">Why it could not be seen; empty where it could.</param>
internal sealed record OperatorPresence(IReadOnlyList<JsonObject>? Deployments, string Obstacle)
{
    /// <summary>The label by which chart and manifests mark the operator.</summary>
    public const string Selector = $"app.kubernetes.io/name={ObjectMetadata.Manager}";

    private const string WatchVariable = "WATCH_NAMESPACE";

    /// <summary>Whether one runs; null where it could not be seen.</summary>
    public bool? Runs => Deployments?.Any(one => ReadyOf(one) > 0);

    /// <summary>How many pods of a Deployment are ready.</summary>
    public static int ReadyOf(JsonObject deployment) => (int?)deployment["status"]?["readyReplicas"] ?? 0;

    /// <summary>How many pods a Deployment is to have.</summary>
    public static int WantedOf(JsonObject deployment) => (int?)deployment["spec"]?["replicas"] ?? 1;

    /// <summary>Namespace and name of a Deployment.</summary>
    public static string NameOf(JsonObject deployment) => $"{deployment["metadata"]?["namespace"]}/{deployment["metadata"]?["name"]}";

    /// <summary>Looks, in all namespaces where that is allowed, else in the cluster's.</summary>
    public static async Task<OperatorPresence> LookAsync(ClusterApi api, CancellationToken cancellationToken)
    {
        try
        {
            return Of(await ListAsync(api, null, cancellationToken), api.Target.Namespace);
        }
        catch (ApiFailure failure)
        {
            return await LookNearAsync(api, failure.Words, cancellationToken);
        }
    }

    // Where only the cluster's own namespace may be seen, nothing found there says nothing.
    private static async Task<OperatorPresence> LookNearAsync(ClusterApi api, string why, CancellationToken cancellationToken)
    {
        try
        {
            var found = Of(await ListAsync(api, api.Target.Namespace, cancellationToken), api.Target.Namespace);
            return found.Deployments!.Count > 0 ? found : new OperatorPresence(null, why);
        }
        catch (ApiFailure)
        {
            return new OperatorPresence(null, why);
        }
    }

    private static Task<IReadOnlyList<JsonObject>> ListAsync(ClusterApi api, string? space, CancellationToken cancellationToken) =>
        api.ListAsync(EntityType.Of<V1Deployment>(), space, Selector, null, cancellationToken);

    private static OperatorPresence Of(IReadOnlyList<JsonObject> deployments, string space) =>
        new([.. deployments.Where(one => WatchedBy(one) is "" || WatchedBy(one) == space)], "");

    // The namespace that an operator is bound to; empty where it keeps all.
    private static string WatchedBy(JsonObject deployment) => (deployment["spec"]?["template"]?["spec"]?["containers"] as JsonArray ?? [])
        .SelectMany(container => container?["env"] as JsonArray ?? [])
        .Where(variable => (string?)variable?["name"] == WatchVariable)
        .Select(variable => (string?)variable!["value"] ?? "")
        .FirstOrDefault() ?? "";
}
