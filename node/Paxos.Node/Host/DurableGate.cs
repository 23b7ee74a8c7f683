using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>
/// Holds one role's messages back until the records that they rest on are durable (rule D1). A message without records of its own
/// waits for the newest group handed over before it, for it may speak of what is in that group.
/// </summary>
/// <param name="journal">Where the role's records go; null for a role without a disk.</param>
/// <param name="deliver">Takes released messages; may be called from the journal's thread.</param>
/// <param name="onReleased">Called on the journal's thread when it has delivered what it released.</param>
internal sealed class DurableGate(IJournalQueue? journal, Action<IReadOnlyList<Envelope>> deliver, Action onReleased)
    : IEffectGate
{
    private readonly Lock gate = new();
    private readonly Queue<Group> inFlight = [];
    private Group? newest;

    /// <summary>Groups handed over and not yet durable.</summary>
    public int InFlightCount
    {
        get
        {
            lock (gate)
            {
                return inFlight.Count;
            }
        }
    }

    /// <inheritdoc/>
    public bool HasRoom => journal?.HasRoom ?? true;

    /// <inheritdoc/>
    public void Pass(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable)
    {
        if (records.Count > 0)
        {
            HandOver(records, afterDurable);
        }
        else if (afterDurable.Count > 0 && !WaitsWithNewest(afterDurable))
        {
            deliver(afterDurable);
        }
    }

    private void HandOver(IReadOnlyList<DurableRecord> records, IReadOnlyList<Envelope> afterDurable)
    {
        Invariant.Check(journal is not null, $"D1: a role without a disk asks for {records[0].GetType().Name}");
        var group = new Group(afterDurable);
        lock (gate)
        {
            inFlight.Enqueue(group);
            newest = group;
        }

        // A disk that fails ends the process, so every group that is handed over is released or never matters again.
        journal!.Append(records, () =>
        {
            Release(group);
            onReleased();
        });
    }

    private bool WaitsWithNewest(IReadOnlyList<Envelope> afterDurable)
    {
        lock (gate)
        {
            if (newest is null)
            {
                return false;
            }

            newest.Waiting.AddRange(afterDurable);
            return true;
        }
    }

    private void Release(Group group)
    {
        // The group counts as in flight until the last message that joined it has left: one that came later must not overtake.
        while (true)
        {
            List<Envelope> released;
            lock (gate)
            {
                Invariant.Check(inFlight.Peek() == group, $"D1: a group was released before an earlier one");
                if (group.Waiting.Count == 0)
                {
                    inFlight.Dequeue();
                    newest = inFlight.Count == 0 ? null : newest;
                    return;
                }

                released = group.Waiting;
                group.Waiting = [];
            }

            deliver(released);
        }
    }

    private sealed class Group(IReadOnlyList<Envelope> afterDurable)
    {
        public List<Envelope> Waiting { get; set; } = [.. afterDurable];
    }
}
