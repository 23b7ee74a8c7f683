namespace Paxos.Node.Web;

/// <summary>A proposer's part of the status.</summary>
internal sealed record ProposerStatus
{
    /// <summary>Standby, Preparing or Leading.</summary>
    public required string State { get; init; }

    /// <summary>The ballot that it prepares or leads at; in Standby the highest that it has seen.</summary>
    public required string Ballot { get; init; }

    /// <summary>Slots that are proposed and not yet known to be chosen.</summary>
    public required long InFlightSlots { get; init; }

    /// <summary>Commands that wait for a slot.</summary>
    public required long QueuedCommands { get; init; }

    /// <summary>The slot that its next batch gets; 0 unless it leads.</summary>
    public required ulong NextSlot { get; init; }

    /// <summary>Milliseconds from the first Prepare of its last election to Leading; 0 before its first.</summary>
    public required long LastElectionMs { get; init; }

    /// <summary>The last slot that acceptors were told to forget; 0 unless it leads and enough learners hold a snapshot.</summary>
    public required ulong TrimTo { get; init; }

    /// <summary>The learners whose snapshots trimming waits for; empty when it waits for nobody.</summary>
    public required string TrimBlockedBy { get; init; }
}

/// <summary>An acceptor's part of the status.</summary>
internal sealed record AcceptorStatus
{
    /// <summary>32 hexadecimal digits; empty while the disk is blank.</summary>
    public required string DiskId { get; init; }

    /// <summary>Blank, Recorded (has an identity, not yet in a configuration) or Active.</summary>
    public required string DiskState { get; init; }

    /// <summary>The ballot below which it votes for nothing.</summary>
    public required string PromisedBallot { get; init; }

    /// <summary>Slots that it holds a vote for.</summary>
    public required long Votes { get; init; }

    /// <summary>The last slot that it knows to be chosen, with all before it.</summary>
    public required ulong ChosenTo { get; init; }

    /// <summary>The last slot whose votes were given back to the disk; 0 before the first.</summary>
    public required ulong TrimmedTo { get; init; }

    /// <summary>Bytes of its journal on disk.</summary>
    public required long JournalBytes { get; init; }

    /// <summary>Groups written since the process started; each costs one fsync.</summary>
    public required long JournalGroups { get; init; }

    /// <summary>Milliseconds that the newest fsync took.</summary>
    public required double FsyncLastMs { get; init; }

    /// <summary>Milliseconds that the slowest fsync since the process started took.</summary>
    public required double FsyncMaxMs { get; init; }

    /// <summary>Slots whose record on disk is damaged and not yet repaired from others.</summary>
    public required long FaultySlots { get; init; }

    /// <summary>Ok, or NoSpace while it cannot vote for want of disk.</summary>
    public required string SpaceState { get; init; }
}

/// <summary>A learner's part of the status.</summary>
internal sealed record LearnerStatus
{
    /// <summary>32 hexadecimal digits; empty where it keeps nothing on disk.</summary>
    public required string DiskId { get; init; }

    /// <summary>The last slot that it applied.</summary>
    public required ulong AppliedTo { get; init; }

    /// <summary>The last slot that it knows to be chosen, with all before it.</summary>
    public required ulong ChosenTo { get; init; }

    /// <summary>The store's revision.</summary>
    public required long Revision { get; init; }

    /// <summary>The revision up to which old versions are gone; 0 before the first compaction.</summary>
    public required long CompactRevision { get; init; }

    /// <summary>Keys that exist at the newest revision.</summary>
    public required long Keys { get; init; }

    /// <summary>Client sessions that the replicated state remembers.</summary>
    public required long Sessions { get; init; }

    /// <summary>Bytes of keys and values, old revisions included.</summary>
    public required long StoreBytes { get; init; }

    /// <summary>A hash over everything applied: equal between learners that applied the same slots.</summary>
    public required string ChainHash { get; init; }

    /// <summary>The last slot in its newest durable snapshot; 0 before the first.</summary>
    public required ulong SnapshotSlot { get; init; }

    /// <summary>Bytes of that snapshot.</summary>
    public required long SnapshotBytes { get; init; }

    /// <summary>Idle, Writing, Fetching, or Failed while the disk has no room for a new one.</summary>
    public required string SnapshotState { get; init; }
}

/// <summary>A client node's part of the status.</summary>
internal sealed record ClientStatus
{
    /// <summary>The learner that it reads from; null while it has none.</summary>
    public required string? Learner { get; init; }

    /// <summary>Sessions that it holds.</summary>
    public required long Sessions { get; init; }

    /// <summary>Requests that wait for their answer.</summary>
    public required long Pending { get; init; }

    /// <summary>Requests taken since the process started.</summary>
    public required long RequestsTotal { get; init; }

    /// <summary>Of those, how many ended in an error.</summary>
    public required long FailuresTotal { get; init; }
}
