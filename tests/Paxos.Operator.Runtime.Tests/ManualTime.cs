namespace Paxos.Operator.Runtime.Tests;

/// <summary>
/// A clock that stands still until a test moves it. Since what is tested also waits for a real network, a test first waits until a timer
/// is set and moves the clock then: <see cref="ToNextTimerAsync"/>.
/// </summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TaskCompletionSource _changed = New();

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => GetUtcNow().Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves the clock; what becomes due runs in order.</summary>
    public void Advance(TimeSpan by)
    {
        DateTimeOffset end;
        lock (_gate)
        {
            end = _now + by;
        }

        while (Take(end) is { } timer)
        {
            timer.Run();
        }
    }

    /// <summary>Waits until some timer is due within a time, and moves the clock to the earliest.</summary>
    public Task ToNextTimerAsync(TimeSpan within) => StepAsync(within, new TaskCompletionSource().Task);

    /// <summary>Moves the clock from timer to timer until a task has ended, for as long as a test has patience.</summary>
    public async Task RunUntilAsync(Task task, TimeSpan within)
    {
        using var limit = new CancellationTokenSource(TestOperator.Patience);
        while (!task.IsCompleted)
        {
            Assert.False(limit.IsCancellationRequested, $"What was waited for had not come by {GetUtcNow():u} of the test's clock.");
            await StepAsync(within, task);
        }

        await task;
    }

    private async Task StepAsync(TimeSpan within, Task ended)
    {
        while (!ended.IsCompleted)
        {
            Task changed;
            TimeSpan? wait;
            lock (_gate)
            {
                wait = _timers.Select(timer => timer.Due - _now).Order().Cast<TimeSpan?>().FirstOrDefault();
                changed = _changed.Task;
            }

            if (wait <= within)
            {
                Advance(wait.Value);
                return;
            }

            await Task.WhenAny(changed, ended).WaitAsync(TestOperator.Patience);
        }
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ManualTimer? Take(DateTimeOffset end)
    {
        lock (_gate)
        {
            var first = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            _now = first?.Due ?? end;
            if (first is not null)
            {
                _timers.Remove(first);
            }

            return first;
        }
    }

    private void Set(ManualTimer timer, TimeSpan dueTime)
    {
        lock (_gate)
        {
            _timers.Remove(timer);
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                timer.Due = _now + dueTime;
                _timers.Add(timer);
            }

            var changed = _changed;
            _changed = New();
            changed.SetResult();
        }
    }

    private sealed class ManualTimer(ManualTime time, Action run) : ITimer
    {
        public DateTimeOffset Due { get; set; }

        public void Run() => run();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Assert.Equal(Timeout.InfiniteTimeSpan, period);
            time.Set(this, dueTime);
            return true;
        }

        public void Dispose() => time.Set(this, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
