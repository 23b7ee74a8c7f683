using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime.Client;
using Paxos.Operator.Runtime.Queueing;
using Paxos.Operator.Runtime.Telemetry;

namespace Paxos.Operator.Runtime.Watching;

/// <summary>
/// Keeps a store equal to what the server has: a list, then a watch from its version; after the watch's end, whatever it was, a list again.
/// So nothing that a watch failed to tell stays unknown for longer than a watch lasts.
/// </summary>
/// <typeparam name="TEntity">The kind of object.</typeparam>
internal sealed partial class Reflector<TEntity>(
    IKubernetesClient client,
    OperatorSettings settings,
    OperatorMetrics metrics,
    TimeProvider time,
    ILogger<Reflector<TEntity>> logger,
    string? labelSelector) : IReflector
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    private readonly Backoff _backoff = new(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(30));
    private readonly TaskCompletionSource _listed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _listedAt = time.GetTimestamp();

    /// <summary>What it knows.</summary>
    public EntityStore<TEntity> Store { get; } = new();

    /// <inheritdoc/>
    public string Resource { get; } = EntityType.Of<TEntity>().Resource;

    /// <inheritdoc/>
    public int Count => Store.Count;

    /// <inheritdoc/>
    public Task Listed => _listed.Task;

    /// <inheritdoc/>
    public TimeSpan ListAge => time.GetElapsedTime(Volatile.Read(ref _listedAt));

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var failures = 0;
        while (true)
        {
            var started = time.GetTimestamp();
            var why = "ended";
            try
            {
                await WatchAsync(await ListAsync(cancellationToken), cancellationToken);
            }
            catch (ApiFailure e)
            {
                why = e.IsExpired ? "expired" : "failed";
                LogFailed(Resource, e.Message);
            }

            metrics.WatchEnded(Resource, why);

            // A watch that lasted was none of the failures in a row; one that ends at once again and again must not become a hot loop.
            failures = time.GetElapsedTime(started) > _backoff.Max ? 0 : failures + 1;
            if (failures > 0)
            {
                await Task.Delay(_backoff.After(failures, Random.Shared.NextDouble()), time, cancellationToken);
            }
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        var list = await client.ListAsync<TEntity>(settings.WatchedNamespace, labelSelector, cancellationToken);
        Store.Replace(list.Items);
        Volatile.Write(ref _listedAt, time.GetTimestamp());
        _listed.TrySetResult();
        return list.Version;
    }

    private async Task WatchAsync(string version, CancellationToken cancellationToken)
    {
        await foreach (var change in client.WatchAsync<TEntity>(settings.WatchedNamespace, labelSelector, version, cancellationToken))
        {
            metrics.WatchTold(Resource);
            switch (change.Kind)
            {
                case WatchChangeKind.Present:
                    Store.Put(change.Entity);
                    break;
                case WatchChangeKind.Gone:
                    Store.Remove(ObjectKey.Of(change.Entity));
                    break;
                case WatchChangeKind.Bookmark:
                    // The next list begins at the newest version anyway; a bookmark only shows the watchdog that the connection lives.
                    break;
            }
        }
    }

    [LoggerMessage(3101, LogLevel.Warning, "The watch of {Resource} ended: {Why}")]
    private partial void LogFailed(string resource, string why);
}
