namespace Paxos.Operator.Tests.Cli;

/// <summary>A clock that stands still, with one timer that fires when a test says so.</summary>
internal sealed class SteppedTime(DateTimeOffset now) : TimeProvider
{
    private readonly TaskCompletionSource<Action> made = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => now;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        made.TrySetResult(() => callback(state));
        return new NoTimer();
    }

    /// <summary>Fires it, once it is there.</summary>
    public async Task TickAsync() => (await made.Task.WaitAsync(TimeSpan.FromSeconds(60)))();

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
