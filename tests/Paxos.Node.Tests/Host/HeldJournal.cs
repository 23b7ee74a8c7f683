using Paxos.Node.Host;
using Paxos.Protocol;

namespace Paxos.Node.Tests.Host;

/// <summary>A journal whose groups become durable when the test says so.</summary>
internal sealed class HeldJournal : IJournalQueue
{
    private readonly Queue<Action> held = [];

    public bool HasRoom { get; set; } = true;

    public List<DurableRecord> Written { get; } = [];

    public void Append(IReadOnlyList<DurableRecord> records, Action whenDurable)
    {
        Written.AddRange(records);
        held.Enqueue(whenDurable);
    }

    /// <summary>The oldest group becomes durable.</summary>
    public void Release() => held.Dequeue()();
}
