using Paxos.Protocol;

namespace Paxos.Node.Host;

/// <summary>Where a role's records become durable, in the order in which they are handed over.</summary>
internal interface IJournalQueue
{
    /// <summary>False while so much waits for the disk that the role should be given no more work.</summary>
    public bool HasRoom { get; }

    /// <summary>Hands over one group; never waits for the disk.</summary>
    /// <param name="records">At least one.</param>
    /// <param name="whenDurable">
    /// Called once, on any thread, when these records and all handed over before them are durable; never when the disk failed.
    /// </param>
    public void Append(IReadOnlyList<DurableRecord> records, Action whenDurable);
}
