using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

/// <summary>An acceptor's forming waits for these acceptors.</summary>
public sealed record FormingWaits(string Names) : Event;

/// <summary>Forming cannot go on, and why: two disks of one name, an id that changed, or lists that differ.</summary>
public sealed record FormingContradicted(string Reason) : Event;

/// <summary>The disk's identity was made, or its configuration recorded or activated.</summary>
public sealed record DiskStateChanged(DiskState State, DiskId Disk, Configuration? Configuration) : Event;

/// <summary>This blank acceptor's name belongs to a formed cluster in which its disk does not stand: it never votes.</summary>
public sealed record BlankInFormedCluster(DiskId Disk, Configuration Configuration) : Event;

/// <summary>The damaged disk's acceptor votes no more.</summary>
public sealed record Quarantined(string Reason) : Event;

/// <summary>A role without a configuration took the one that a majority of acceptors is active in.</summary>
public sealed record ConfigurationAdopted(Configuration Configuration) : Event;

/// <summary>The cluster found is not the one this node belongs to.</summary>
public sealed record WrongCluster(ulong Expected, ulong Found, string From) : Event;

/// <summary>A frame of another cluster or epoch was dropped.</summary>
public sealed record ForeignFrameDropped(NodeId From, ulong ClusterId, uint Epoch) : Event;

/// <summary>A proposer asks whether it would be promised a ballot.</summary>
public sealed record PreElectionStarted(string Why) : Event;

/// <summary>A proposer began phase 1.</summary>
public sealed record PrepareStarted(Ballot Ballot, Slot From) : Event;

/// <summary>Phase 1 cannot end: too few undamaged promises cover a slot.</summary>
public sealed record PrepareWaits(Ballot Ballot, Slot Slot) : Event;

/// <summary>A proposer leads.</summary>
public sealed record LeadershipWon(Ballot Ballot, Slot Base, Slot RecoveredTo, long ElectionMilliseconds) : Event;

/// <summary>A proposer leads no more.</summary>
public sealed record LeadershipLost(Ballot Ballot, string Why) : Event;

/// <summary>A node hears another leader than before.</summary>
public sealed record LeaderChanged(string Leader, Ballot Ballot) : Event;

/// <summary>A leader began to hand its office over.</summary>
public sealed record HandOverStarted(string Target) : Event;

/// <summary>A hand-over did not come about; the leader goes on.</summary>
public sealed record HandOverFailed(string Target, string Why) : Event;

/// <summary>Whether a phase-2 quorum of acceptors has disk space.</summary>
public sealed record QuorumSpaceChanged(bool HasSpace) : Event;

/// <summary>A damaged slot has a good value again.</summary>
public sealed record FaultySlotRepaired(Slot Slot) : Event;

/// <summary>A learner misses slots and asks for them.</summary>
public sealed record CatchUpStarted(SlotRange Slots, string Source) : Event;

/// <summary>A learner has every slot that it knows to be chosen.</summary>
public sealed record CaughtUp(Slot AppliedTo) : Event;

/// <summary>A learner's own batches do not add up to the leader's hash; it discards them and asks again, once.</summary>
public sealed record LearnerHashMismatch(Ballot Ballot, Slot ChosenTo) : Event;

/// <summary>A session was opened for this client node.</summary>
public sealed record SessionReady(SessionId Session) : Event;

/// <summary>A session of this client node expired.</summary>
public sealed record SessionLost(SessionId Session) : Event;

/// <summary>A client node sends its commands to another leader than before.</summary>
public sealed record LeaderFound(string Leader) : Event;

/// <summary>A client node gets its answers from another learner than before.</summary>
public sealed record LearnerChosen(string Learner) : Event;

/// <summary>An acceptor forgets its votes up to a slot: durable snapshots hold what they were for.</summary>
public sealed record VotesTrimmed(Slot TrimmedTo) : Event;

/// <summary>An acceptor was asked to forget votes above the watermark told with the request: it does not.</summary>
public sealed record TrimRefused(string From, Slot TrimTo, Slot ChosenTo) : Event;

/// <summary>Acceptors cannot forget votes, and their disks fill: whose durable snapshots the leader waits for; empty when none.</summary>
public sealed record TrimBlocked(string WaitsFor, Slot TrimTo) : Event;

/// <summary>A learner holds a new durable snapshot.</summary>
public sealed record SnapshotReady(SnapshotId Snapshot, int Chunks, bool IsFetched) : Event;

/// <summary>A learner could not write a snapshot; it keeps the last good one and tries again.</summary>
public sealed record SnapshotFailed(Slot Slot, string Reason) : Event;

/// <summary>A learner fetches a snapshot, because the slots that it misses were trimmed.</summary>
public sealed record SnapshotFetchStarted(SnapshotId Snapshot, int Chunks, string Source) : Event;

/// <summary>A snapshot, or a chunk of one, was not as it must be; another source is asked.</summary>
public sealed record SnapshotRefused(string Source, string Reason) : Event;

/// <summary>A learner goes on from a fetched snapshot.</summary>
public sealed record SnapshotInstalled(SnapshotId Snapshot) : Event;

/// <summary>Learners with different state at one slot: this one stops.</summary>
public sealed record Diverged(string Reason) : Event;

/// <summary>The learner that this one's state differed from has an empty disk now: this one goes on.</summary>
/// <param name="Learner">The other one's name.</param>
public sealed record DivergenceOver(string Learner) : Event;
