using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using k8s;
using k8s.Models;
using Paxos.Operator.Requests;

namespace Paxos.Operator.Runtime.Client;

/// <summary>Watches, and the watchdog over them.</summary>
internal sealed partial class KubernetesClient
{
    /// <inheritdoc/>
    public async IAsyncEnumerable<WatchChange<TEntity>> WatchAsync<TEntity>(
        string? space, string? labelSelector, string version, [EnumeratorCancellation] CancellationToken cancellationToken)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var type = EntityType.Of<TEntity>();
        var request = new ApiRequest(HttpMethod.Get, type, type.PathOfAll(space))
        {
            Query =
            [
                ("watch", "true"), ("allowWatchBookmarks", "true"), ("resourceVersion", version), ("labelSelector", labelSelector),
                ("timeoutSeconds", settings.WatchDuration.TotalSeconds.ToString("0", CultureInfo.InvariantCulture)),
            ],
        };

        // A connection that died without a word looks like one on which nothing happens; only a clock can tell them apart.
        using var watchdog = new CancellationTokenSource(settings.WatchIdleMax, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(watchdog.Token, cancellationToken);
        using var response = await Guarded(() => api.OpenAsync(request, either.Token), request, watchdog, cancellationToken);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(either.Token));
        while (await Guarded(() => reader.ReadLineAsync(either.Token).AsTask(), request, watchdog, cancellationToken) is { } line)
        {
            watchdog.CancelAfter(settings.WatchIdleMax);
            if (line.Length > 0)
            {
                yield return Parse<TEntity>(request, ReadLine(request, line));
            }
        }
    }

    // A connection may end within a line.
    private static JsonObject ReadLine(ApiRequest request, string line)
    {
        try
        {
            return JsonNode.Parse(line)!.AsObject();
        }
        catch (JsonException e)
        {
            throw ApiFailure.NoAnswer(request.ToString(), $"the watch ended within a line: {e.Message}", e);
        }
    }

    private static WatchChange<TEntity> Parse<TEntity>(ApiRequest request, JsonObject line)
        where TEntity : class, IKubernetesObject<V1ObjectMeta>
    {
        var value = line["object"]!.AsObject();
        return (string?)line["type"] switch
        {
            "ADDED" or "MODIFIED" => new WatchChange<TEntity>(WatchChangeKind.Present, Read<TEntity>(value)),
            "DELETED" => new WatchChange<TEntity>(WatchChangeKind.Gone, Read<TEntity>(value)),
            "BOOKMARK" => new WatchChange<TEntity>(WatchChangeKind.Bookmark, Read<TEntity>(value)),
            _ => throw ApiFailure.From(request.ToString(), value),
        };
    }

    private async Task<TResult> Guarded<TResult>(
        Func<Task<TResult>> read, ApiRequest request, CancellationTokenSource watchdog, CancellationToken cancellationToken)
    {
        try
        {
            return await read();
        }
        catch (OperationCanceledException e) when (watchdog.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw ApiFailure.NoAnswer(request.ToString(), $"the watch said nothing for {settings.WatchIdleMax.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw ApiFailure.NoAnswer(request.ToString(), e.Message, e);
        }
    }
}
