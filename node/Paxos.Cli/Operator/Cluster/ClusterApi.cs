using System.Net;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Api;
using Paxos.Operator.Requests;

namespace Paxos.Cli.Operator.Cluster;

/// <summary>Reads from one API server. It writes nothing, and asks for no Secret.</summary>
internal sealed class ClusterApi : IDisposable
{
    /// <summary>Objects in a page.</summary>
    private const string PageSize = "500";

    /// <summary>Pages of a list; what is beyond is not looked at. No cluster of ours has a tenth of it.</summary>
    private const int PagesMax = 20;

    private readonly Kubernetes connection;
    private readonly KubernetesApi api;

    /// <summary>Connects; nothing is asked yet.</summary>
    /// <param name="target">Which server.</param>
    /// <param name="timeout">How long one request may take.</param>
    /// <exception cref="CommandFailure">Usage: the kubeconfig's certificates or address are none.</exception>
    public ClusterApi(ApiTarget target, TimeSpan timeout)
    {
        Target = target;
        try
        {
            connection = new Kubernetes(target.Connection);
        }
        catch (Exception failure) when (failure is UriFormatException or System.Security.Cryptography.CryptographicException)
        {
            throw CommandFailure.Usage($"The kubeconfig's way to {target} is none: {failure.Message}");
        }

        api = new KubernetesApi(connection, TimeProvider.System) { Name = "paxosctl", Timeout = timeout };
    }

    /// <summary>Kinds that have no type of their own here.</summary>
    public static EntityType Clusters { get; } =
        new(PaxosCluster.Group, PaxosCluster.Version, PaxosCluster.KindName, "paxosclusters");

    /// <summary>Which server.</summary>
    public ApiTarget Target { get; }

    /// <summary>One object.</summary>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public Task<JsonObject> GetAsync(EntityType type, string? space, string name, CancellationToken cancellationToken) =>
        api.SendAsync(new ApiRequest(HttpMethod.Get, type, type.PathOf(space, name)), cancellationToken);

    /// <summary>A document of the server that is no object, such as its version.</summary>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public Task<JsonObject> GetAsync(string path, CancellationToken cancellationToken) =>
        api.SendAsync(new ApiRequest(HttpMethod.Get, new EntityType("", "", "", path), path), cancellationToken);

    /// <summary>Objects of a kind.</summary>
    /// <param name="type">The kind.</param>
    /// <param name="space">The namespace; null for all.</param>
    /// <param name="labels">A selector of labels; null for all.</param>
    /// <param name="fields">A selector of fields; null for all.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public async Task<IReadOnlyList<JsonObject>> ListAsync(
        EntityType type, string? space, string? labels, string? fields, CancellationToken cancellationToken)
    {
        var items = new List<JsonObject>();
        string? next = null;
        for (var page = 0; page < PagesMax; page++)
        {
            var answer = await api.SendAsync(
                new ApiRequest(HttpMethod.Get, type, type.PathOfAll(space))
                {
                    Query = [("limit", PageSize), ("labelSelector", labels), ("fieldSelector", fields), ("continue", next)],
                },
                cancellationToken);
            foreach (var item in (answer["items"] as JsonArray ?? []).OfType<JsonObject>())
            {
                // Items of a list of a built-in kind do not say what they are.
                item["apiVersion"] ??= type.GroupVersion;
                item["kind"] ??= type.Kind;
                items.Add(item);
            }

            next = (string?)answer["metadata"]?["continue"];
            if (string.IsNullOrEmpty(next))
            {
                break;
            }
        }

        return items;
    }

    /// <summary>A text that belongs to a pod: its log, or a page of its own.</summary>
    /// <param name="space">The namespace.</param>
    /// <param name="pod">The pod, with the port behind a colon where its own page is meant.</param>
    /// <param name="subresource">What of it, such as <c>log</c>.</param>
    /// <param name="query">Parameters.</param>
    /// <param name="bytesMax">How much is read.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <exception cref="ApiFailure">The server refused, or there was no answer.</exception>
    public Task<(string Text, bool IsCut)> PodTextAsync(
        string space,
        string pod,
        string subresource,
        IReadOnlyList<(string Name, string? Value)> query,
        int bytesMax,
        CancellationToken cancellationToken)
    {
        var type = EntityType.Of<V1Pod>();
        var request = new ApiRequest(HttpMethod.Get, type, $"{type.PathOf(space, pod)}/{subresource}") { Query = query };
        return api.ReadTextAsync(request, bytesMax, cancellationToken);
    }

    /// <summary>What a refusal means for whoever called the program.</summary>
    /// <param name="failure">The refusal.</param>
    /// <param name="what">What was asked for, such as <c>to read paxosclusters in namespace 'prod'</c>.</param>
    public CommandFailure Explain(ApiFailure failure, string what)
    {
        var words = failure.Words.TrimEnd('.');
        return failure.Code switch
        {
            null => CommandFailure.Unreachable($"{Target} cannot be reached: {words}."),
            HttpStatusCode.Unauthorized => CommandFailure.Refused($"{Target} does not accept these credentials: {words}."),
            HttpStatusCode.Forbidden => CommandFailure.Refused($"{Target} does not allow {what}: {words}."),
            _ => CommandFailure.Refused($"{Target} refuses {what}: {(int)failure.Code} {words}."),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => connection.Dispose();
}
