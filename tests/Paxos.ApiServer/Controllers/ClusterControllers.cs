using Paxos.ApiServer.Storage;
using Paxos.ApiServer.Writing;

namespace Paxos.ApiServer.Controllers;

/// <summary>
/// The controllers of a cluster, in one loop that runs after every change until nothing changes any more. Tests that need to see a state
/// in between hold them.
/// </summary>
internal sealed class ClusterControllers : IAsyncDisposable
{
    /// <summary>Passes in a row without coming to rest; more are a fault of this loop, not of what is tested.</summary>
    private const int PassesMax = 10_000;

    private readonly ObjectStore _store;
    private readonly IPodRunner _pods;
    private readonly IReadOnlyList<Action> _steps;
    private readonly CancellationTokenSource _stopped = new();
    private readonly Lock _gate = new();
    private TaskCompletionSource _woken = New();
    private TaskCompletionSource _rested = New();
    private long _restedAt = -1;
    private bool _isHeld;
    private Task _loop = Task.CompletedTask;

    /// <summary>Makes them; <see cref="Start"/> starts them.</summary>
    public ClusterControllers(ObjectStore store, ObjectWriter writer, IPodRunner pods)
    {
        var world = new World(store, writer);
        var node = new Node(world, pods);
        _store = store;
        _pods = pods;
        _steps =
        [
            new Namespaces(world).Pass, new GarbageCollector(world).Pass, new Claims(world).Pass, new StatefulSets(world).Pass,
            new Deployments(world).Pass, new ReplicaSets(world).Pass, node.Pass,
        ];
        pods.Changed += Wake;
    }

    /// <summary>What runs the pods.</summary>
    public IPodRunner Pods => _pods;

    /// <summary>The pods, where they only say how they are.</summary>
    public StagedPods Staged => (StagedPods)_pods;

    /// <summary>Starts the loop.</summary>
    public void Start() => _loop = Task.Run(RunAsync);

    /// <summary>Nothing happens until <see cref="Release"/>.</summary>
    public void Hold()
    {
        lock (_store.Gate)
        {
            _isHeld = true;
        }
    }

    /// <summary>Things happen again.</summary>
    public void Release()
    {
        lock (_store.Gate)
        {
            _isHeld = false;
        }

        Wake();
    }

    /// <summary>Ends when the controllers have nothing more to do about anything that was written before this call.</summary>
    public async Task RestAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task rested;
            lock (_gate)
            {
                if (_restedAt >= _store.Version)
                {
                    return;
                }

                rested = _rested.Task;
            }

            var ended = await Task.WhenAny(rested, _loop).WaitAsync(cancellationToken);
            await ended;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _pods.Changed -= Wake;
        await _stopped.CancelAsync();
        await _loop;
        _stopped.Dispose();
        if (_pods is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Wake()
    {
        lock (_gate)
        {
            _restedAt = -1;
            _woken.TrySetResult();
        }
    }

    private async Task RunAsync()
    {
        var stopped = Task.Delay(Timeout.Infinite, _stopped.Token);
        while (!_stopped.IsCancellationRequested)
        {
            Task woken;
            lock (_gate)
            {
                _woken = New();
                woken = _woken.Task;
            }

            var changed = _store.NextChange;
            PassUntilRest();
            await Task.WhenAny(changed, woken, stopped);
        }
    }

    private void PassUntilRest()
    {
        for (var pass = 0; pass < PassesMax; pass++)
        {
            lock (_store.Gate)
            {
                var before = _store.Version;
                if (!_isHeld)
                {
                    foreach (var step in _steps)
                    {
                        step();
                    }
                }

                if (_store.Version == before)
                {
                    Rest(before);
                    return;
                }
            }
        }

        throw new InvalidOperationException($"The controllers did not come to rest within {PassesMax} passes.");
    }

    private void Rest(long version)
    {
        lock (_gate)
        {
            _restedAt = _woken.Task.IsCompleted ? -1 : version;
            var rested = _rested;
            _rested = New();
            rested.SetResult();
        }
    }
}
