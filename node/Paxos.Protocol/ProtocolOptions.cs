namespace Paxos.Protocol;

/// <summary>
/// Every duration, size and bound of the roles, each with its reason. The defaults suit a local network; only durations are
/// offered as settings. Durations are milliseconds of <see cref="Instant"/>.
/// </summary>
public sealed record ProtocolOptions
{
    /// <summary>
    /// The leader's sign of life. Lower finds a dead leader sooner and costs more messages. Default 100, range 10 to 1,000.
    /// </summary>
    public int HeartbeatMilliseconds { get; init; } = 100;

    /// <summary>
    /// Shortest silence of a leader before a proposer asks for its office, and the time for which an acceptor that heard a leader
    /// refuses pre-elections. Default 500; at least four heartbeats, so that one lost frame deposes nobody.
    /// </summary>
    public int ElectionMinimumMilliseconds { get; init; } = 500;

    /// <summary>Longest silence. Default 1,000; above the minimum, so that two proposers seldom move at once.</summary>
    public int ElectionMaximumMilliseconds { get; init; } = 1_000;

    /// <summary>A leader not heard by a phase-2 quorum of acceptors for so long steps down. Default 500.</summary>
    public int QuorumSilenceMilliseconds { get; init; } = 500;

    /// <summary>A leader whose chosen slots no learner acknowledges for so long steps down. Default 2,000.</summary>
    public int LearnerSilenceMilliseconds { get; init; } = 2_000;

    /// <summary>A leader that stepped down for want of learners does not campaign for so long. Default 5,000.</summary>
    public int LearnerSilencePenaltyMilliseconds { get; init; } = 5_000;

    /// <summary>An offered office is taken within this time or the leader goes on. Default 1,000.</summary>
    public int TransferMilliseconds { get; init; } = 1_000;

    /// <summary>How long a node waits for an answer before it asks again. Default 100: a local round trip with a slow fsync.</summary>
    public int ResendMilliseconds { get; init; } = 100;

    /// <summary>How often forming and roles without a configuration ask the acceptors. Default 200.</summary>
    public int IdentityAskMilliseconds { get; init; } = 200;

    /// <summary>
    /// A learner that applied nothing new shows the leader that it lives this often, and the leader shows itself to idle learners.
    /// Default 250: far below the silences that count.
    /// </summary>
    public int ProgressMilliseconds { get; init; } = 250;

    /// <summary>A learner waits so long for a missing slot to arrive by itself before it asks for it. Default 20.</summary>
    public int GapMilliseconds { get; init; } = 20;

    /// <summary>A client node shows its learner that it is there, and asks it for a sign of life, this often. Default 200.</summary>
    public int AttachMilliseconds { get; init; } = 200;

    /// <summary>A client node leaves a learner that was silent for so long. Default 1,000.</summary>
    public int LearnerLossMilliseconds { get; init; } = 1_000;

    /// <summary>
    /// A session idle for so long in cluster time expires. Part of the replicated state machine: it must be equal on every
    /// learner, so it is no setting. 60,000.
    /// </summary>
    public int SessionTimeToLiveMilliseconds { get; init; } = 60_000;

    /// <summary>
    /// Slots proposed and not yet chosen at most. More make batches smaller and fsyncs more; fewer leave the disk idle while a frame
    /// travels. Default 4: one being written, one or two travelling, one forming.
    /// </summary>
    public int InFlightSlotsMax { get; init; } = 4;

    /// <summary>Bytes of commands in a batch at most, not counting the first, which may be as large as a value. 1 MiB.</summary>
    public int BatchBytesMax { get; init; } = 1 << 20;

    /// <summary>Commands waiting at a leader at most; beyond, they are refused. 20,000: ten full batches.</summary>
    public int QueuedCommandsMax { get; init; } = 20_000;

    /// <summary>Bytes of commands waiting at a leader at most. 64 MiB.</summary>
    public int QueuedBytesMax { get; init; } = 64 << 20;

    /// <summary>Bytes of batches in one message at most, not counting the first batch. 1 MiB: a stream is not blocked for long.</summary>
    public int ChunkBytesMax { get; init; } = 1 << 20;

    /// <summary>Slots above its applied ones that a learner keeps at most; it fetches what it had to drop. 1,024.</summary>
    public int LearnWindowSlotsMax { get; init; } = 1_024;

    /// <summary>Chosen batches that a learner keeps in memory for other learners, by count. 16,384.</summary>
    public int LogSlotsMax { get; init; } = 16_384;

    /// <summary>Chosen batches that a learner keeps in memory for other learners, by bytes. 32 MiB.</summary>
    public int LogBytesMax { get; init; } = 32 << 20;

    /// <summary>Slots that a learner asks for in one message at most. 1,024.</summary>
    public int FetchSlotsMax { get; init; } = 1_024;

    /// <summary>
    /// Answers of <see cref="ChunkBytesMax"/> that one question for missing slots may bring at most. 4, so that the asker takes one while
    /// the next are on their way.
    /// </summary>
    public byte FetchAnswersMax { get; init; } = 4;

    /// <summary>Reads that wait at a learner, and read indexes at a leader, at most; more are dropped and asked again. 20,000.</summary>
    public int WaitingReadsMax { get; init; } = 20_000;

    /// <summary>Read indexes that a learner asks for at the same time at most: one travelling, one gathering behind it. 2.</summary>
    public int ReadIndexesInFlightMax { get; init; } = 2;

    /// <summary>Requests waiting at a client node at most; beyond, they are refused. 8,192.</summary>
    public int PendingRequestsMax { get; init; } = 8_192;

    /// <summary>Bytes of requests waiting at a client node at most. 64 MiB.</summary>
    public int PendingBytesMax { get; init; } = 64 << 20;

    /// <summary>Sessions of a client node at most. 8: each has a window of 1,024 unanswered commands.</summary>
    public int SessionsMax { get; init; } = 8;

    /// <summary>
    /// Learners that must hold a slot in a durable snapshot before acceptors may forget it. Default 2, so that one learner's disk may be
    /// lost; 1 where only one learner is wanted. Range 1 to 8.
    /// </summary>
    public int TrimCopies { get; init; } = 2;

    /// <summary>
    /// Slots from one snapshot to the next, at most, while the store is small. 16,384: at a disk block each they take 64 MiB at an
    /// acceptor, as much as <see cref="SnapshotBytes"/>.
    /// </summary>
    public int SnapshotSlots { get; init; } = 16_384;

    /// <summary>
    /// How much log and store grow from one snapshot to the next, at most, while the store is small. 64 MiB: a start replays no more than a
    /// second or two of log, and a small store is not written all the time. A larger store is written less often.
    /// </summary>
    public long SnapshotBytes { get; init; } = 64 << 20;

    /// <summary>Bytes of a snapshot's chunk. 1 MiB, as <see cref="ChunkBytesMax"/>. Equal on all learners, so it is no setting.</summary>
    public int SnapshotChunkBytes { get; init; } = Snapshots.SnapshotManifest.ChunkBytesMax;

    /// <summary>Items that a learner puts into a snapshot at one tick, at most: a few milliseconds of work. 8,192.</summary>
    public int SnapshotItemsPerTickMax { get; init; } = 8_192;

    /// <summary>Chunks handed to the disk and not yet written at most; a slow disk slows the snapshot, not the node. 4.</summary>
    public int SnapshotChunksWaitingMax { get; init; } = 4;

    /// <summary>
    /// Snapshots that a learner keeps: the newest, and one to fall back on, with the log after it, should the newest be damaged. 2.
    /// </summary>
    public int SnapshotsKept { get; init; } = 2;

    /// <summary>A snapshot that could not be written is tried again after so long. Default 10,000.</summary>
    public int SnapshotRetryMilliseconds { get; init; } = 10_000;

    /// <summary>
    /// How often the leader asks learners for their snapshots, and tells acceptors what to trim. Default 1,000: trimming is in no hurry.
    /// A learner's word counts for <see cref="LearnerSilenceMilliseconds"/> from the question on.
    /// </summary>
    public int SnapshotAskMilliseconds { get; init; } = 1_000;

    /// <summary>
    /// An acceptor tells the others how far its journal is durable this often while it grows. Default 250: what it votes for in between
    /// nobody would miss if its disk were put back.
    /// </summary>
    public int StampMilliseconds { get; init; } = 250;

    /// <summary>
    /// What an acceptor was told of other disks is written down this often at most. Default 10,000: a write of the superblock takes two
    /// fdatasyncs, between which no vote is written.
    /// </summary>
    public int MarksMilliseconds { get; init; } = 10_000;

    /// <summary>Learners tell each other what they hold this often, to be compared. Default 1,000.</summary>
    public int CompareMilliseconds { get; init; } = 1_000;

    /// <summary>Trimming that waits for a learner so long is reported. Default 10,000: snapshots are made at about the same time.</summary>
    public int TrimPatienceMilliseconds { get; init; } = 10_000;

    /// <summary>A source that owes a chunk for so long is dropped. Default 2,000.</summary>
    public int ChunkPatienceMilliseconds { get; init; } = 2_000;

    /// <summary>Chunks on their way to a learner at most, over all sources. 4: enough for a fast link; nothing waits long.</summary>
    public int ChunksInFlightMax { get; init; } = 4;

    /// <summary>Chunks that a learner reads for others at the same time at most; more questions are dropped and asked again. 16.</summary>
    public int ChunkReadsMax { get; init; } = 16;
}
