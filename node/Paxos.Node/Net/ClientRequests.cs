using System.Collections.Concurrent;
using Paxos.Node.Host;
using Paxos.Protocol;

namespace Paxos.Node.Net;

/// <summary>
/// Applications' requests that wait for the client role's answer. Handlers ask from any thread; answers come from whichever thread has
/// the turn at the roles, and no handler goes on there.
/// </summary>
/// <param name="inbox">Where requests go.</param>
/// <param name="client">The client role.</param>
/// <param name="timeProvider">The clock of the drain.</param>
internal sealed class ClientRequests(Inbox inbox, NodeId client, TimeProvider timeProvider)
{
    /// <summary>
    /// Requests that wait at most. Above the role's own bound of 8,192, so that the role, which knows why it is slow, says so first.
    /// </summary>
    public const int PendingMax = 10_000;

    private readonly ConcurrentDictionary<ulong, TaskCompletionSource<Reply>> pending = new();
    private ulong lastId;
    private int pendingCount;
    private long total;
    private long failures;
    private volatile bool isOpen;
    private volatile bool isStopping;

    /// <summary>Requests that wait.</summary>
    public int PendingCount => Volatile.Read(ref pendingCount);

    /// <summary>Requests taken since the start.</summary>
    public long Total => Interlocked.Read(ref total);

    /// <summary>Of those, how many did not end as they should.</summary>
    public long Failures => Interlocked.Read(ref failures);

    /// <summary>Asks the client role.</summary>
    /// <param name="operation">The store's encoded operation.</param>
    /// <param name="kind">What it is.</param>
    /// <param name="deadline">How long to try.</param>
    /// <param name="cancellationToken">Fires when the caller waits no more; what was asked may still happen.</param>
    /// <exception cref="OperationCanceledException">The caller waits no more.</exception>
    public async Task<Reply> AskAsync(
        ReadOnlyMemory<byte> operation, RequestKind kind, TimeSpan deadline, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref total);
        var reply = await EnterAsync(operation, kind, deadline, cancellationToken);
        if (reply.Kind != ReplyKind.Done)
        {
            Interlocked.Increment(ref failures);
        }

        return reply;
    }

    /// <summary>
    /// Takes requests from now on, because the role has found leader and learner. Before that, each is refused at once: it would wait for
    /// longer than another client node takes to answer it. Later the role waits, for an election is soon over.
    /// </summary>
    public void Open() => isOpen = true;

    /// <summary>Takes an answer; one that nobody waits for any more is dropped.</summary>
    public void Complete(Reply reply)
    {
        if (pending.TryRemove(reply.RequestId, out var waiting))
        {
            waiting.TrySetResult(reply);
        }
    }

    /// <summary>Takes no more requests, and waits for those under way for at most <paramref name="patience"/>.</summary>
    public async Task DrainAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        isStopping = true;
        var start = timeProvider.GetTimestamp();
        while (PendingCount > 0 && timeProvider.GetElapsedTime(start) < patience)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), timeProvider, cancellationToken);
        }

        foreach (var id in pending.Keys)
        {
            Complete(new Reply(id, ReplyKind.OutcomeUnknown, default, "this node stops"));
        }
    }

    private async Task<Reply> EnterAsync(
        ReadOnlyMemory<byte> operation, RequestKind kind, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var id = Interlocked.Increment(ref lastId);
        if (isStopping || !isOpen)
        {
            var reason = isStopping ? "this node stops" : "this node starts and has not found leader and learner";
            return new Reply(id, ReplyKind.Unavailable, default, reason);
        }

        try
        {
            if (Interlocked.Increment(ref pendingCount) > PendingMax)
            {
                return new Reply(id, ReplyKind.Overloaded, default, $"{PendingMax} requests wait at this node");
            }

            // Handlers go on on the pool: none of their work may delay the roles.
            var waiting = new TaskCompletionSource<Reply>(TaskCreationOptions.RunContinuationsAsynchronously);
            pending[id] = waiting;
            var request = new Request(id, operation, kind, (long)deadline.TotalMilliseconds);
            if (!inbox.TryPost(new Envelope(NodeId.Host, client, 0, 0, request), operation.Length))
            {
                return new Reply(id, ReplyKind.Overloaded, default, "this node's inbox is full");
            }

            inbox.Announce();

            await using var registration = cancellationToken.UnsafeRegister(
                static (source, token) => ((TaskCompletionSource<Reply>)source!).TrySetCanceled(token), waiting);
            return await waiting.Task;
        }
        finally
        {
            pending.TryRemove(id, out _);
            Interlocked.Decrement(ref pendingCount);
        }
    }
}
