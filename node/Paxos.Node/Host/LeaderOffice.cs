using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>Asks this process's proposer to hand its office over, and tells what came of it. May be used from any thread.</summary>
/// <param name="inbox">Where the proposer is asked.</param>
/// <param name="proposer">Its address; null where this process holds no proposer.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class LeaderOffice(Inbox inbox, NodeId? proposer, TimeProvider timeProvider)
{
    /// <summary>The proposer decides whom to ask in its next step; a node too busy for that answers nothing.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    private readonly Lock gate = new();
    private TaskCompletionSource<string>? asked;
    private volatile bool isLeading;

    /// <summary>Whether the proposer led after the newest tick.</summary>
    public bool IsLeading => isLeading;

    /// <summary>Called by the host after each tick.</summary>
    public void Observe(bool leads) => isLeading = leads;

    /// <summary>Called by the host with each of the proposer's events.</summary>
    public void Observe(Event fact)
    {
        var target = fact switch
        {
            HandOverStarted started => started.Target,
            HandOverFailed => string.Empty,
            _ => null,
        };
        if (target is not null)
        {
            lock (gate)
            {
                asked?.TrySetResult(target);
            }
        }
    }

    /// <summary>Asks for a hand-over.</summary>
    /// <param name="target">Who should lead next; empty: the leader chooses.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Who was asked to take over; empty when nobody can, null when the proposer did not answer in time.</returns>
    public async Task<string?> HandOverAsync(string target, CancellationToken cancellationToken)
    {
        var answer = Ask();
        inbox.PostFromHost(proposer!.Value, new HandOver(target));
        try
        {
            return await answer.WaitAsync(AnswerTimeout, timeProvider, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
    }

    /// <summary>Tells the proposer that the process stops, and waits until it leads no more or cannot hand over.</summary>
    /// <param name="patience">How long to wait at most.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task LeaveAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        if (proposer is not { } address)
        {
            return;
        }

        var answer = Ask();
        inbox.PostFromHost(address, new Stopping());
        var start = timeProvider.GetTimestamp();
        var isRefused = false;
        while (isLeading && !isRefused && timeProvider.GetElapsedTime(start) < patience)
        {
            await Task.Delay(LookInterval, timeProvider, cancellationToken);
            isRefused = answer is { IsCompletedSuccessfully: true, Result.Length: 0 };
        }
    }

    private Task<string> Ask()
    {
        lock (gate)
        {
            // Two callers at once ask for one hand-over and hear of the same one.
            asked = asked is { Task.IsCompleted: false } ? asked : new(TaskCreationOptions.RunContinuationsAsynchronously);
            return asked.Task;
        }
    }
}
