using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// Watches a run and throws <see cref="ViolationException"/> when it sees what must never happen. A checker knows what the roles say
/// and what their disks hold, never how they work.
/// </summary>
internal abstract class Checker
{
    /// <summary>Its one-word name.</summary>
    public abstract string Name { get; }

    /// <summary>A message left its sender, after whatever it had to wait for.</summary>
    public virtual void Sent(Envelope envelope)
    {
    }

    /// <summary>A message is about to be taken by the role that it was sent to.</summary>
    public virtual void Received(NodeId to, Envelope envelope)
    {
    }

    /// <summary>A role asked for a record to be made durable.</summary>
    public virtual void RecordAsked(NodeId role, DurableRecord record)
    {
    }

    /// <summary>A record is durable on a role's disk.</summary>
    /// <param name="role">Whose disk.</param>
    /// <param name="disk">The disk's durable identity.</param>
    /// <param name="record">The record.</param>
    public virtual void RecordDurable(NodeId role, DiskId disk, DurableRecord record)
    {
    }

    /// <summary>A batch was found to be chosen at a ballot; the first such finding of its slot.</summary>
    public virtual void Chosen(Slot slot, Ballot ballot, Batch batch)
    {
    }

    /// <summary>A role reported a fact.</summary>
    public virtual void Reported(NodeId role, Event fact)
    {
    }

    /// <summary>A role's disk was replaced by an empty one, or cannot be read any more.</summary>
    public virtual void Wiped(NodeId role)
    {
    }

    /// <summary>A learner's newest durable snapshot is of this slot now; lower than before when its disk was replaced or rots.</summary>
    public virtual void SnapshotHeld(NodeId learner, Slot slot)
    {
    }

    /// <summary>Says what was seen.</summary>
    protected ViolationException Violation(string message) => new(Name, message);
}
