namespace Paxos.Protocol.Proposing;

/// <summary>
/// Commands that wait at the leader, in the order they came, bounded by count and bytes. A command repeated while its first copy
/// waits or is in flight in this leadership is dropped; later copies are the sessions' business.
/// </summary>
internal sealed class CommandQueue(ProtocolOptions options)
{
    private readonly Queue<(NodeId From, Command Command)> waiting = new();
    private readonly HashSet<CommandKey> known = [];
    private long bytes;

    /// <summary>How many commands wait.</summary>
    public int Count => waiting.Count;

    /// <summary>Whether a copy of the command waits or is in flight in this leadership.</summary>
    public bool Holds(Command command) =>
        command is Execute execute && known.Contains(new CommandKey(execute.Session, execute.Sequence));

    /// <summary>Adds a command; false when there is no room for it.</summary>
    public bool TryAdd(NodeId from, Command command)
    {
        if (Holds(command))
        {
            return true;
        }

        var size = SizeOf(command);
        if (waiting.Count >= options.QueuedCommandsMax || (waiting.Count > 0 && bytes + size > options.QueuedBytesMax))
        {
            return false;
        }

        if (command is Execute added)
        {
            known.Add(new CommandKey(added.Session, added.Sequence));
        }

        bytes += size;
        waiting.Enqueue((from, command));
        return true;
    }

    /// <summary>Takes the commands of one batch: everything that waits, up to the bounds of a batch.</summary>
    public IReadOnlyList<Command> TakeBatch()
    {
        var taken = new List<Command>(Math.Min(waiting.Count, Batch.CommandsMax));
        var size = 0;
        while (taken.Count < Batch.CommandsMax && waiting.TryPeek(out var next))
        {
            var nextSize = SizeOf(next.Command);
            if (taken.Count > 0 && size + nextSize > options.BatchBytesMax)
            {
                break;
            }

            size += nextSize;
            bytes -= nextSize;
            taken.Add(next.Command);
            waiting.Dequeue();
        }

        return taken;
    }

    /// <summary>The commands of a batch are chosen: a copy that comes now is a new command as far as the leader knows.</summary>
    public void Forget(Batch batch)
    {
        foreach (var key in CommandKeys.Of(batch.Commands))
        {
            known.Remove(key);
        }
    }

    /// <summary>Empties the queue: what waited, by who sent it.</summary>
    public IReadOnlyList<(NodeId From, IReadOnlyList<CommandKey> Keys)> Drain()
    {
        var drained = waiting
            .GroupBy(entry => entry.From)
            .Select(group => (group.Key, CommandKeys.Of(group.Select(entry => entry.Command))))
            .ToArray();
        waiting.Clear();
        foreach (var (_, keys) in drained)
        {
            known.ExceptWith(keys);
        }

        bytes = 0;
        return drained;
    }

    private static int SizeOf(Command command) => command is Execute execute ? execute.Operation.Length + 32 : 32;
}
