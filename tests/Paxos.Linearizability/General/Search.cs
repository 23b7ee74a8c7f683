using System.Text;

namespace Paxos.Linearizability.General;

/// <summary>
/// The search in one object's part of a history. It walks a list of invocations and responses in the order of time. An invocation
/// whose call can come next is linearized: it leaves the list together with its response, and the walk begins again. At a response
/// of a call that was not linearized something went wrong before, and the last decision is taken back. A pending call has
/// no response in the list, so that it may stay there.
/// </summary>
internal sealed class Search<TCall, TState>
    where TCall : Call
    where TState : IEquatable<TState>
{
    // What the remembered configurations may take, in words of 8 bytes of their bit sets: 128 MiB.
    private const long ConfigurationWordsMax = 16 * 1024 * 1024;

    // Calls that an explanation shows: the last ones placed, and those that could not be.
    private const int ShownMax = 12;

    private readonly IReadOnlyList<TCall> calls;
    private readonly SequentialModel<TCall, TState> model;
    private readonly long stepsMax;
    private readonly EventList events;
    private readonly HashSet<Configuration<TState>> visited = [];
    private readonly List<(int Call, TState Before)> placed = [];
    private readonly List<int> longest = [];
    private LinearizedSet linearized;
    private TState state;
    private int answeredLeft;
    private TState longestState;

    // How many calls the longest order and the present one begin with in common.
    private int shared;

    /// <summary>A search that has not begun.</summary>
    public Search(IReadOnlyList<TCall> calls, SequentialModel<TCall, TState> model, long stepsMax)
    {
        this.calls = calls;
        this.model = model;
        this.stepsMax = stepsMax;
        events = new EventList(calls);
        linearized = LinearizedSet.Empty(calls.Count);
        state = model.Initial;
        Answered = calls.Count(call => call.IsAnswered);
        answeredLeft = Answered;
        longestState = state;
    }

    /// <summary>Steps of the model so far.</summary>
    public long Steps { get; private set; }

    /// <summary>How many of the calls were answered.</summary>
    public int Answered { get; }

    /// <summary>Searches.</summary>
    public VerdictKind Run()
    {
        var current = events.First;
        while (answeredLeft > 0)
        {
            if (Steps >= stepsMax || (long)visited.Count * linearized.Words > ConfigurationWordsMax)
            {
                return VerdictKind.GaveUp;
            }

            if (!events.IsInvocation(current))
            {
                if (placed.Count == 0)
                {
                    return VerdictKind.Violation;
                }

                current = events.Next(TakeBack());
            }
            else
            {
                current = TryPlace(events.CallOf(current)) ? events.First : events.Next(current);
            }
        }

        return VerdictKind.Linearizable;
    }

    /// <summary>The longest order that could be found, and what cannot come next in it.</summary>
    public string Explain()
    {
        var text = new StringBuilder();
        text.Append("no order of the calls explains their answers. The longest that could be found places ")
            .Append(longest.Count).Append(" of ").Append(calls.Count).AppendLine(" calls:");
        var hidden = Math.Max(0, longest.Count - ShownMax);
        if (hidden > 0)
        {
            text.Append("  … ").Append(hidden).AppendLine(" earlier calls");
        }

        foreach (var call in longest.Skip(hidden))
        {
            text.Append("  ").AppendLine(calls[call].ToString());
        }

        text.Append("then the state is ").Append(model.Describe(longestState)).AppendLine(", and none of these can come next:");
        foreach (var call in Blocked().Take(ShownMax))
        {
            text.Append("  ").AppendLine(call.ToString());
        }

        return text.ToString().TrimEnd();
    }

    private bool TryPlace(int call)
    {
        Steps++;
        if (!model.TryStep(state, calls[call], out var next))
        {
            return false;
        }

        var with = linearized.With(call);
        if (!visited.Add(new Configuration<TState>(with, next)))
        {
            return false;
        }

        placed.Add((call, state));
        linearized = with;
        state = next;
        events.Remove(call);
        answeredLeft -= calls[call].IsAnswered ? 1 : 0;
        return true;
    }

    private int TakeBack()
    {
        if (placed.Count > longest.Count)
        {
            longest.RemoveRange(shared, longest.Count - shared);
            longest.AddRange(placed.Skip(shared).Select(place => place.Call));
            longestState = state;
            shared = placed.Count;
        }

        var (call, before) = placed[^1];
        placed.RemoveAt(placed.Count - 1);
        shared = Math.Min(shared, placed.Count);
        linearized = linearized.Without(call);
        state = before;
        events.Restore(call);
        answeredLeft += calls[call].IsAnswered ? 1 : 0;
        return events.InvocationOf(call);
    }

    // Calls that were under way when the longest order ended: made before the first response that is still due.
    private IEnumerable<TCall> Blocked()
    {
        var inOrder = longest.ToHashSet();
        var left = Enumerable.Range(0, calls.Count).Where(call => !inOrder.Contains(call)).Select(call => calls[call]).ToArray();
        var firstReturn = left.Min(call => call.ReturnedAt);
        return left.Where(call => call.InvokedAt <= firstReturn).OrderBy(call => call.ReturnedAt);
    }
}
