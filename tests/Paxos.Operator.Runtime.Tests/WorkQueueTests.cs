using Paxos.Operator.Runtime.Queueing;

namespace Paxos.Operator.Runtime.Tests;

public sealed class WorkQueueTests : IDisposable
{
    private static readonly ObjectKey A = new("default", "a");
    private static readonly ObjectKey B = new("default", "b");

    private readonly ManualTime _time = new();
    private readonly WorkQueue _queue;

    public WorkQueueTests() => _queue = new WorkQueue(new Backoff(TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5)), _time);

    public void Dispose() => _queue.Dispose();

    [Fact]
    public async Task A_key_that_is_asked_for_often_comes_once()
    {
        _queue.Add(A);
        _queue.Add(B);
        _queue.Add(A);

        Assert.Equal(A, await Take());
        Assert.Equal(B, await Take());
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task A_key_that_is_asked_for_while_it_is_worked_on_comes_again_only_afterwards()
    {
        _queue.Add(A);
        await Take();

        _queue.Add(A);

        Assert.Equal(0, _queue.Depth);
        _queue.Done(A);
        Assert.Equal(A, await Take());
    }

    [Fact]
    public async Task Of_two_later_times_the_earlier_counts_and_the_key_comes_once()
    {
        _queue.AddAfter(A, TimeSpan.FromSeconds(60));
        _queue.AddAfter(A, TimeSpan.FromSeconds(10));
        _queue.AddAfter(A, TimeSpan.FromSeconds(30));

        _time.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(A, await Take());
        _queue.Done(A);
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.Equal(0, _queue.Depth);
    }

    [Fact]
    public async Task A_requeue_that_comes_due_while_the_key_is_worked_on_is_not_lost()
    {
        _queue.Add(A);
        await Take();

        _queue.AddAfter(A, TimeSpan.FromSeconds(1));
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(0, _queue.Depth);
        _queue.Done(A);
        Assert.Equal(1, _queue.Depth);
    }

    [Fact]
    public async Task Failures_are_tried_again_for_ever_and_ever_more_slowly_up_to_a_bound()
    {
        var waits = new List<TimeSpan>();
        for (var failure = 0; failure < 40; failure++)
        {
            var before = _time.GetUtcNow();
            _queue.AddAfterFailure(A);
            await _time.ToNextTimerAsync(TimeSpan.FromMinutes(5));
            Assert.Equal(A, await Take());
            _queue.Done(A);
            waits.Add(_time.GetUtcNow() - before);
        }

        Assert.InRange(waits[0], TimeSpan.FromSeconds(0.8), TimeSpan.FromSeconds(1));
        Assert.InRange(waits[3], TimeSpan.FromSeconds(6.4), TimeSpan.FromSeconds(8));
        Assert.All(waits[10..], wait => Assert.InRange(wait, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(5)));
    }

    [Fact]
    public async Task After_a_success_the_back_off_begins_anew()
    {
        for (var failure = 0; failure < 10; failure++)
        {
            _queue.AddAfterFailure(A);
        }

        _queue.Forget(A);
        _queue.AddAfterFailure(A);

        await _time.ToNextTimerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(A, await Take());
        Assert.Equal(1, _queue.Failing);
    }

    [Fact]
    public void The_server_s_own_wish_to_wait_is_heeded()
    {
        _queue.AddAfterFailure(A, TimeSpan.FromSeconds(20));

        _time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal(0, _queue.Depth);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, _queue.Depth);
    }

    private Task<ObjectKey> Take() => _queue.TakeAsync(CancellationToken.None).WaitAsync(TestOperator.Patience);
}
