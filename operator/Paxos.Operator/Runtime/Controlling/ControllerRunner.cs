using System.Collections.Concurrent;
using k8s;
using k8s.Models;
using Microsoft.Extensions.Logging;
using Paxos.Operator.Requests;
using Paxos.Operator.Runtime.Leading;
using Paxos.Operator.Runtime.Telemetry;
using Paxos.Operator.Runtime.Watching;

namespace Paxos.Operator.Runtime.Controlling;

/// <summary>Takes keys from the queue and calls the controller, until it succeeds; from time to time it asks for every resource.</summary>
/// <typeparam name="TEntity">The kind of resource.</typeparam>
internal sealed partial class ControllerRunner<TEntity> : IControllerRunner
    where TEntity : class, IKubernetesObject<V1ObjectMeta>
{
    // One text for people, and its parts for programs.
    private static readonly Func<ILogger, string, long?, string, IDisposable?> Scope =
        LoggerMessage.DefineScope<string, long?, string>("{Cluster}, generation {Generation}, call {ReconcileId}");

    private readonly IEntityController<TEntity> _controller;
    private readonly EntityStore<TEntity> _store;
    private readonly ControllerQueue<TEntity> _queue;
    private readonly OperatorSettings _settings;
    private readonly OperatorMetrics _metrics;
    private readonly Leadership _leadership;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly string _resource = EntityType.Of<TEntity>().Resource;

    // The last state of what is gone and was not yet told; only while leading, so each entry is also in the queue.
    private readonly ConcurrentDictionary<ObjectKey, TEntity> _gone = new();

    /// <summary>Makes one; it hears of changes from now on.</summary>
    public ControllerRunner(
        IEntityController<TEntity> controller,
        Reflector<TEntity> reflector,
        ControllerQueue<TEntity> queue,
        OperatorSettings settings,
        OperatorMetrics metrics,
        Leadership leadership,
        TimeProvider time,
        ILogger<ControllerRunner<TEntity>> logger)
    {
        (_controller, _store, _queue, _settings) = (controller, reflector.Store, queue, settings);
        (_metrics, _leadership, _time, _logger) = (metrics, leadership, time, logger);
        _store.Changed += OnChanged;
        metrics.Show("paxos_operator_queue_depth", $"resource=\"{_resource}\"", () => queue.Work.Depth);
        metrics.Show("paxos_operator_failing", $"resource=\"{_resource}\"", () => queue.Work.Failing);
    }

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var workers = Enumerable.Range(0, _settings.MaxParallelReconciliations).Select(_ => WorkAsync(cancellationToken));
        await Task.WhenAll([PassAsync(cancellationToken), .. workers]);
    }

    // A status that this operator wrote itself is no reason to look again; what it rests on is watched.
    private void OnChanged(TEntity? before, TEntity? now)
    {
        var key = ObjectKey.Of(now ?? before!);
        if (now is null && _leadership.IsLeading)
        {
            _gone[key] = before!;
        }

        if (now is null || before is null || Differs(before.Metadata, now.Metadata))
        {
            _queue.Add(key);
        }
    }

    private static bool Differs(V1ObjectMeta before, V1ObjectMeta now) =>
        before.Generation != now.Generation
        || before.DeletionTimestamp != now.DeletionTimestamp
        || !Same(before.Labels, now.Labels)
        || !Same(before.Annotations, now.Annotations);

    private static bool Same(IDictionary<string, string>? left, IDictionary<string, string>? right) =>
        (left?.Count ?? 0) == (right?.Count ?? 0)
        && (left ?? new Dictionary<string, string>()).All(pair => right!.TryGetValue(pair.Key, out var other) && other == pair.Value);

    private async Task PassAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            foreach (var entity in _store.All)
            {
                _queue.Add(ObjectKey.Of(entity));
            }

            // Up to a fifth more or less, so that operators of many clusters do not ask together.
            await Task.Delay(_settings.FullPassInterval * (0.8 + (0.4 * Random.Shared.NextDouble())), _time, cancellationToken);
        }
    }

    private async Task WorkAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var key = await _queue.Work.TakeAsync(cancellationToken);
            try
            {
                await HandleAsync(key, cancellationToken);
            }
            finally
            {
                _queue.Work.Done(key);
            }
        }
    }

    private async Task HandleAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (_gone.TryRemove(key, out var gone) && !await CallAsync(key, gone, isGone: true, cancellationToken))
        {
            _gone.TryAdd(key, gone);
            return;
        }

        if (_store.Find(key) is { } entity)
        {
            await CallAsync(key, entity, isGone: false, cancellationToken);
        }
    }

    private async Task<bool> CallAsync(ObjectKey key, TEntity entity, bool isGone, CancellationToken cancellationToken)
    {
        using var scope = Scope(_logger, key.ToString(), entity.Metadata.Generation, Guid.NewGuid().ToString("N")[..8]);
        var started = _time.GetTimestamp();
        var result = await ResultAsync(entity, isGone, cancellationToken);
        _metrics.Reconciled(_resource, result.IsSuccess ? "success" : "failure", _time.GetElapsedTime(started));
        if (result.IsSuccess)
        {
            _queue.Work.Forget(key);
            if (result.RequeueAfter is { } after)
            {
                _queue.Requeue(result.Entity, after);
            }
        }
        else if (_leadership.IsLeading)
        {
            LogFailed(key.ToString(), result.ErrorMessage!, result.Error);
            _queue.Work.AddAfterFailure(key, result.RequeueAfter ?? (result.Error as ApiFailure)?.RetryAfter);
        }

        return result.IsSuccess;
    }

    // Whatever a controller throws is tried again: one resource must not end the operator for all others.
    private async Task<ReconciliationResult<TEntity>> ResultAsync(TEntity entity, bool isGone, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_settings.ReconciliationTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return isGone
                ? await _controller.DeletedAsync(entity, either.Token)
                : await _controller.ReconcileAsync(entity, either.Token);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return ReconciliationResult<TEntity>.Failure(
                entity, $"not done within {_settings.ReconciliationTimeout.TotalSeconds} s", e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return ReconciliationResult<TEntity>.Failure(entity, e.Message, e);
        }
    }

    [LoggerMessage(3301, LogLevel.Warning, "{Resource} is tried again: {Why}")]
    private partial void LogFailed(string resource, string why, Exception? error);
}
