namespace Paxos.Linearizability.General;

/// <summary>
/// Invocations and responses in the order of time, as a doubly linked list from which calls are lifted and put back in the reverse
/// order. The last event of all is a response that belongs to no call.
/// </summary>
internal sealed class EventList
{
    private readonly int[] callOf;
    private readonly bool[] isInvocation;
    private readonly int[] invocationOf;
    private readonly int[] responseOf;
    private readonly int[] previous;
    private readonly int[] next;

    /// <summary>All events of some calls; a call that was not answered has no response.</summary>
    public EventList(IReadOnlyList<Call> calls)
    {
        // At one moment invocations come first: calls that touch overlap.
        var order = calls
            .SelectMany((call, index) => call.IsAnswered
                ? [(Time: call.InvokedAt, IsInvocation: true, Call: index), (call.ReturnedAt, false, index)]
                : new[] { (Time: call.InvokedAt, IsInvocation: true, Call: index) })
            .OrderBy(item => item.Time)
            .ThenBy(item => item.IsInvocation ? 0 : 1)
            .ToArray();

        // The event 0 is the head; the events 1 to n follow, and n + 1 is the end.
        callOf = new int[order.Length + 2];
        isInvocation = new bool[order.Length + 2];
        previous = [.. Enumerable.Range(0, order.Length + 2).Select(place => place - 1)];
        next = [.. Enumerable.Range(0, order.Length + 2).Select(place => place + 1)];
        invocationOf = new int[calls.Count];
        responseOf = new int[calls.Count];
        for (var place = 1; place <= order.Length; place++)
        {
            var (_, invokes, call) = order[place - 1];
            callOf[place] = call;
            isInvocation[place] = invokes;
            (invokes ? invocationOf : responseOf)[call] = place;
        }
    }

    /// <summary>The first event that is left.</summary>
    public int First => next[0];

    /// <summary>The event after another.</summary>
    public int Next(int place) => next[place];

    /// <summary>Whether an event is an invocation.</summary>
    public bool IsInvocation(int place) => isInvocation[place];

    /// <summary>The call of an invocation.</summary>
    public int CallOf(int place) => callOf[place];

    /// <summary>The invocation of a call.</summary>
    public int InvocationOf(int call) => invocationOf[call];

    /// <summary>Takes a call's events out.</summary>
    public void Remove(int call)
    {
        Unlink(invocationOf[call]);
        if (responseOf[call] != 0)
        {
            Unlink(responseOf[call]);
        }
    }

    /// <summary>Puts back the events of the call that was taken out last.</summary>
    public void Restore(int call)
    {
        if (responseOf[call] != 0)
        {
            Relink(responseOf[call]);
        }

        Relink(invocationOf[call]);
    }

    private void Unlink(int place)
    {
        next[previous[place]] = next[place];
        previous[next[place]] = previous[place];
    }

    private void Relink(int place)
    {
        next[previous[place]] = place;
        previous[next[place]] = place;
    }
}
