using System.Diagnostics.CodeAnalysis;

namespace Paxos.Operator.Runtime.Queueing;

/// <summary>
/// Keys to work on, each once however often it was asked for. A key that is asked for while it is worked on comes again afterwards, so no
/// change is lost and no key is worked on twice at a time. Keys stand for objects, of which a cluster has a number; each is here at most
/// once as due, once as later and once as failed, and that is the bound of this queue. Safe to use from any thread.
/// </summary>
internal sealed class WorkQueue(Backoff backoff, TimeProvider time) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Queue<ObjectKey> _due = new();
    private readonly HashSet<ObjectKey> _dirty = [];
    private readonly HashSet<ObjectKey> _processing = [];
    private readonly Dictionary<ObjectKey, DateTimeOffset> _later = [];
    private readonly Dictionary<ObjectKey, int> _failures = [];
    private TaskCompletionSource _added = New();
    private ITimer? _timer;

    /// <summary>Keys that could be worked on now.</summary>
    public int Depth
    {
        get
        {
            lock (_gate)
            {
                return _due.Count;
            }
        }
    }

    /// <summary>Keys that failed and are tried again.</summary>
    public int Failing
    {
        get
        {
            lock (_gate)
            {
                return _failures.Count;
            }
        }
    }

    /// <summary>Asks for a key now.</summary>
    public void Add(ObjectKey key)
    {
        lock (_gate)
        {
            AddDue(key);
        }
    }

    /// <summary>Asks for a key later; the earliest time counts.</summary>
    public void AddAfter(ObjectKey key, TimeSpan delay)
    {
        if (delay <= TimeSpan.Zero)
        {
            Add(key);
            return;
        }

        lock (_gate)
        {
            var due = time.GetUtcNow() + delay;
            if (!_later.TryGetValue(key, out var earlier) || due < earlier)
            {
                _later[key] = due;
                SetTimer();
            }
        }
    }

    /// <summary>Asks for a key again after a failure, ever later, but never gives it up.</summary>
    /// <param name="key">The key.</param>
    /// <param name="atLeast">What the server asked to wait; null for nothing.</param>
    public void AddAfterFailure(ObjectKey key, TimeSpan? atLeast = null)
    {
        TimeSpan delay;
        lock (_gate)
        {
            var failures = _failures[key] = _failures.GetValueOrDefault(key) + 1;
            delay = backoff.After(failures, Random.Shared.NextDouble());
        }

        AddAfter(key, atLeast > delay ? atLeast.Value : delay);
    }

    /// <summary>Forgets the failures of a key.</summary>
    public void Forget(ObjectKey key)
    {
        lock (_gate)
        {
            _failures.Remove(key);
        }
    }

    /// <summary>Takes the key that is longest due, and what was asked for later with it: whoever works on it decides that anew.</summary>
    public async Task<ObjectKey> TakeAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task added;
            lock (_gate)
            {
                if (TryTake(out var key))
                {
                    return key.Value;
                }

                added = _added.Task;
            }

            await added.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The work on a key has ended.</summary>
    public void Done(ObjectKey key)
    {
        lock (_gate)
        {
            _processing.Remove(key);
            if (_dirty.Contains(key))
            {
                _due.Enqueue(key);
                Signal();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _timer?.Dispose();
            _timer = null;
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void AddDue(ObjectKey key)
    {
        if (_dirty.Add(key) && !_processing.Contains(key))
        {
            _due.Enqueue(key);
            Signal();
        }
    }

    private bool TryTake([NotNullWhen(true)] out ObjectKey? key)
    {
        key = _due.TryDequeue(out var first) ? first : null;
        if (key is null)
        {
            return false;
        }

        _dirty.Remove(first);
        _later.Remove(first);
        _processing.Add(first);
        return true;
    }

    private void Signal()
    {
        var added = _added;
        _added = New();
        added.SetResult();
    }

    private void SetTimer()
    {
        if (_later.Count == 0)
        {
            return;
        }

        var wait = _later.Values.Min() - time.GetUtcNow();
        wait = wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        if (_timer is null)
        {
            _timer = time.CreateTimer(_ => MoveDue(), null, wait, Timeout.InfiniteTimeSpan);
        }
        else
        {
            _timer.Change(wait, Timeout.InfiniteTimeSpan);
        }
    }

    private void MoveDue()
    {
        lock (_gate)
        {
            var now = time.GetUtcNow();
            foreach (var key in _later.Where(pair => pair.Value <= now).Select(pair => pair.Key).ToList())
            {
                _later.Remove(key);
                AddDue(key);
            }

            SetTimer();
        }
    }
}
