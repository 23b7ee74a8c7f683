#if PLANTED_BUGS
namespace Paxos.Protocol;

/// <summary>
/// The one switch for bugs planted on purpose, to show that the simulator finds them. It exists only where the simulator compiles these
/// sources; a test shows that what is shipped has no trace of it.
/// </summary>
internal static class Planted
{
    /// <summary>The bug that is on in this thread's runs; none at first. Runs of two threads may have different ones.</summary>
    [field: ThreadStatic]
    public static PlantedBug Active { get; set; }

    /// <summary>Whether <paramref name="bug"/> is on.</summary>
    public static bool Is(PlantedBug bug) => Active == bug;
}

/// <summary>The bugs that can be planted; each is named for what the code then does wrong.</summary>
internal enum PlantedBug
{
    /// <summary>The code is as it is shipped.</summary>
    None = 0,

    // The acceptor.

    /// <summary>A promise is told and not asked to be made durable.</summary>
    PromiseNotLogged,

    /// <summary>S4: a repeated Promise does not wait for the disk write of the first.</summary>
    RepeatedPromiseAtOnce,

    /// <summary>S4: a repeated Accept is answered before the first one's vote is durable.</summary>
    DuplicateAcceptedAtOnce,

    /// <summary>S4: a heartbeat raises the promise, so that the promise is never logged.</summary>
    HeartbeatRaisesPromise,

    /// <summary>S3: votes are told to a learner before they are durable.</summary>
    VotesReadBeforeDurable,

    /// <summary>A Promise leaves out the highest slot's vote.</summary>
    PromiseOmitsHighestVote,

    /// <summary>An Accept below the promise is voted for.</summary>
    AcceptsBelowPromise,

    /// <summary>A leader is confirmed after a higher ballot was promised.</summary>
    ConfirmsDeposedLeader,

    /// <summary>A Promise does not name the damaged slots.</summary>
    PromiseHidesDamage,

    /// <summary>S1: a configuration is recorded before every initial acceptor has answered.</summary>
    FormsWithoutEveryName,

    /// <summary>S1: a disk is active in what it recorded, whatever the other initial acceptors have recorded.</summary>
    ActivatesUnheard,

    /// <summary>A disk that was emptied takes the place of the one that its name had in the formed cluster.</summary>
    ReformatRejoins,

    /// <summary>An acceptor does not look at what others were told of its disk: one that was put back goes on.</summary>
    RollbackNotNoticed,

    /// <summary>An acceptor promises and votes before others have said what they were told of its disk.</summary>
    VotesUnwitnessed,

    /// <summary>What an acceptor was told of other disks is forgotten with its process.</summary>
    MarksNotRestored,

    /// <summary>L3: an acceptor that refuses a pre-election does not tell the ballot to beat.</summary>
    RefusalHidesBallot,

    /// <summary>A promise does not say that votes below the watermark, trimmed ones too, are left out of it.</summary>
    PromiseHidesWatermark,

    /// <summary>An acceptor forgets at a ballot that it does not promise.</summary>
    TrimNotPromised,

    // The proposer.

    /// <summary>A candidate leads without having asked for promises.</summary>
    SkipsPhase1,

    /// <summary>One promise less than a phase-1 quorum is taken for one.</summary>
    Phase1QuorumTooSmall,

    /// <summary>Phase 1 takes the vote of the lowest ballot.</summary>
    LowestVoteWins,

    /// <summary>Phase 1 counts a damaged vote as the absence of one.</summary>
    FaultyCountsAsNoVote,

    /// <summary>Phase 1 does not look at slots in which every vote it hears of is damaged.</summary>
    FaultySlotsOverlooked,

    /// <summary>Where no vote lies above the watermark, the next slot begins at 1 again.</summary>
    NextSlotNotClamped,

    /// <summary>Ballots do not name their owner, so that two proposers share them.</summary>
    BallotsShared,

    /// <summary>L2: phase 1 asks once, and waits for ever.</summary>
    PrepareNotRepeated,

    /// <summary>One acceptor's vote counts as two.</summary>
    CountsOneVoteTwice,

    /// <summary>What got no answer is not proposed again.</summary>
    AcceptsNotRepeated,

    /// <summary>A read index is told without asking the acceptors.</summary>
    ReadIndexNotConfirmed,

    /// <summary>S7: an answer to a frame sent before the read confirms it.</summary>
    AnyAnswerConfirmsRead,

    /// <summary>One acceptor confirms a read.</summary>
    OneAnswerConfirmsRead,

    /// <summary>A new leader tells read indexes before what it recovered is chosen.</summary>
    ReadIndexBeforeRecovery,

    /// <summary>A leader that stepped down goes on telling read indexes.</summary>
    ServesAfterStepDown,

    /// <summary>L6: a leader cut off from every learner keeps its office.</summary>
    IgnoresSilentLearners,

    /// <summary>L7: a leader that offered its office never takes it back.</summary>
    HandOverNeverEnds,

    /// <summary>Acceptors are told to forget what one learner less than needed holds.</summary>
    TrimsWithTooFewCopies,

    /// <summary>S6: what a learner said of a disk that it has lost goes on counting.</summary>
    TrimCountsLostCopies,

    // The learner.

    /// <summary>L8: a learner stops as soon as one other one has another hash.</summary>
    OneHashStopsAll,

    /// <summary>Batches of one watermark are applied backwards.</summary>
    AppliesOutOfOrder,

    /// <summary>A batch of an old ballot is applied by the watermark of a new one, and no hash is compared.</summary>
    LearnerMixesBallots,

    /// <summary>S3: a batch is applied when it is proposed.</summary>
    AppliesBeforeChosen,

    /// <summary>S3: a slot is read from votes that no leader has called chosen.</summary>
    TakesProposedForChosen,

    /// <summary>S3: one acceptor's vote is taken for the quorum's.</summary>
    ConcludesFromOneVote,

    /// <summary>Read indexes are asked for with the nonces of earlier questions.</summary>
    ReadNonceReused,

    /// <summary>A read joins a question that was sent before it came.</summary>
    ReadJoinsSentQuestion,

    /// <summary>S2: two sessions opened in one batch share an id.</summary>
    TwoSessionsShareId,

    /// <summary>A repeated command is executed again.</summary>
    DuplicateExecutedAgain,

    /// <summary>A late copy of an acknowledged command is executed.</summary>
    ForgottenExecuted,

    /// <summary>A compaction drops a deletion that stands exactly at its revision.</summary>
    TombstoneLostAtCompaction,

    /// <summary>A compaction drops the newest version at its revision.</summary>
    CompactionTakesTooMuch,

    // The client node.

    /// <summary>What was sent under an expired session is sent again under another.</summary>
    ResendsUnderNewSession,

    /// <summary>A write that got no answer in time is called surely not stored.</summary>
    ClaimsNotStored,

    // Snapshots.

    /// <summary>Clients' sessions are missing in a snapshot.</summary>
    SnapshotLacksSessions,

    /// <summary>What sessions were answered is missing in a snapshot.</summary>
    SnapshotLacksResponses,

    /// <summary>The revision of the last compaction is missing in a snapshot.</summary>
    SnapshotLacksCompaction,

    /// <summary>A learner says that it holds a snapshot before that is durable.</summary>
    SnapshotToldBeforeSync,

    // The journal.

    /// <summary>S5: segments are deleted before the superblock says so.</summary>
    SegmentsDeletedFirst,

    /// <summary>A group is acknowledged before it is synced.</summary>
    AcknowledgesBeforeSync,

    /// <summary>With a group, the submission that follows it is acknowledged too.</summary>
    AcknowledgesOneEarly,

    /// <summary>A sync that failed is tried again, and believed.</summary>
    RetriesFailedSync,

    /// <summary>A file system that became read-only is taken for one that has synced.</summary>
    SwallowsReadOnly,

    /// <summary>A new segment's name is not synced.</summary>
    SegmentNameNotSynced,

    /// <summary>The superblock is written and not synced.</summary>
    SuperblockNotSynced,

    /// <summary>The last segment is not written anew at a start.</summary>
    TailNotRewritten,

    /// <summary>S9: damage before a seal is taken for a torn write.</summary>
    SealedTailIsTorn,

    /// <summary>All damage is taken for a torn write.</summary>
    RotIsTorn,

    /// <summary>What a damaged group promised is forgotten.</summary>
    DamagedPromiseForgotten,

    /// <summary>The hash of a group's records is not compared.</summary>
    RecordsNotHashed,

    /// <summary>L5: a full disk cannot start.</summary>
    FullDiskCannotStart,
}
#endif
