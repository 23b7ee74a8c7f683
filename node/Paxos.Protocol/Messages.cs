namespace Paxos.Protocol;

// Who says what to whom. Time runs down; [disk] marks an answer that leaves only after its records are durable.
//
// Forming, and finding the cluster            Electing a leader                     A write
//   acceptor  -IdentityAsk->  acceptor          proposer -PreElect->  acceptor        client   -Submit->   leader
//   acceptor <-IdentityTold-  [disk]            proposer <-PreElected-                leader   -Accept->   acceptors
//   others    -IdentityAsk->  acceptor          proposer -ProgressAsk-> learner       leader   -Learn->    learners
//   others   <-IdentityTold-  [disk]            proposer <-Progress-                  leader  <-Accepted-  acceptors [disk]
//                                               proposer -Prepare->   acceptor        leader   -Learn->    learners (watermark)
// A read                                        proposer <-Promise-   [disk]          client  <-Answered-  its learner
//   client   -Query->        learner
//   learner  -ReadIndexAsk-> leader           Holding office                        Catching up
//   leader   -Confirm->      acceptors          leader -Confirm->   acceptors         learner   -Fetch->     learner
//   leader  <-Confirmed-     acceptors          leader -Heartbeat-> proposers         learner  <-Fetched-
//   learner <-ReadIndexTold- leader             leader -Transfer->  acceptors,        learner   -ReadVotes-> acceptors
//   client  <-QueryAnswered- learner                                the successor     learner  <-VotesRead-  [disk]
//
// Trimming                                    Comparing                             A snapshot instead of slots that were trimmed
//   leader  -SnapshotAsk->   learners           learner -StateTold-> learners         learner  -OfferAsk->  learners
//   leader <-SnapshotTold-   learners                                                 learner <-Offered-    learners
//   leader  -Trim->          acceptors                                                learner  -ChunkAsk->  one of them
//   leader <-Trimmed-        acceptors [disk]                                         learner <-ChunkTold-

// An acceptor's disk, from its start on
//   acceptor  -StampTold->  acceptors    what it holds durably; before it is answered it neither promises nor votes
//   acceptor <-StampHeard-  acceptors    what they were told of it

/// <summary>Asks an acceptor who it is, directly and not by gossip.</summary>
/// <param name="Nonce">Of the asker's life; an answer to another life is ignored.</param>
public sealed record IdentityAsk(ulong Nonce) : Message;

/// <summary>An acceptor's word of itself; it leaves when what it says is durable.</summary>
/// <param name="Nonce">The question's.</param>
/// <param name="State">How far forming has come.</param>
/// <param name="Disk">The identity of its disk.</param>
/// <param name="Configuration">What it recorded; null while blank.</param>
public sealed record IdentityTold(ulong Nonce, DiskState State, DiskId Disk, Configuration? Configuration) : Message;

/// <summary>
/// An acceptor tells another one how far its journal is durable, and asks what that one was told before (rule K1). Repeated until answered.
/// </summary>
/// <param name="Mark">Its own disk's.</param>
public sealed record StampTold(DiskMark Mark) : Message;

/// <summary>Answer to <see cref="StampTold"/>: an accusation when it names more than the asker's disk holds.</summary>
/// <param name="Witness">Who answers.</param>
/// <param name="Life">The asker's life; an answer to another life is ignored.</param>
/// <param name="Marks">What the witness was told of disks, the asker's among them.</param>
public sealed record StampHeard(DiskId Witness, ulong Life, IReadOnlyList<DiskMark> Marks) : Message;

/// <summary>Would you promise me a ballot? Changes nothing (pre-vote; Ongaro's thesis, section 9.6).</summary>
/// <param name="Nonce">Tells the answers of one attempt from another's.</param>
/// <param name="Owner">The candidate, as in <see cref="Ballot.Owner"/>.</param>
public sealed record PreElect(ulong Nonce, ulong Owner) : Message;

/// <summary>Answer to <see cref="PreElect"/>; a refusal tells the ballot to beat as well.</summary>
/// <param name="Nonce">The question's.</param>
/// <param name="Acceptor">Who answers.</param>
/// <param name="Granted">False while the acceptor hears a leader.</param>
/// <param name="Promised">The highest ballot it promised.</param>
public sealed record PreElected(ulong Nonce, DiskId Acceptor, bool Granted, Ballot Promised) : Message;

/// <summary>Asks a learner how far it has applied.</summary>
public sealed record ProgressAsk : Message;

/// <summary>A learner's own word of how far it is: these slots are chosen.</summary>
/// <param name="Learner">Its disk.</param>
/// <param name="AppliedTo">The last slot applied.</param>
/// <param name="Hash">The <see cref="PrefixHash"/> up to there.</param>
/// <param name="Stamp">Cluster time at that slot, in milliseconds.</param>
public sealed record Progress(DiskId Learner, Slot AppliedTo, PrefixHash Hash, long Stamp) : Message;

/// <summary>Phase 1a, once per leadership for all slots from <paramref name="From"/> on.</summary>
/// <param name="Ballot">The ballot to promise.</param>
/// <param name="From">Slots below are known to be chosen.</param>
public sealed record Prepare(Ballot Ballot, Slot From) : Message;

/// <summary>An acceptor's vote as it stands in a promise or an answer to a learner.</summary>
/// <param name="Slot">The slot.</param>
/// <param name="Ballot">The highest ballot it voted in there.</param>
/// <param name="Batch">The batch it voted for.</param>
/// <param name="IsChosen">Whether the batch is known to be chosen: it beats every vote.</param>
public sealed record Vote(Slot Slot, Ballot Ballot, Batch Batch, bool IsChosen);

/// <summary>
/// Phase 1b, in chunks; complete when the chunks of one acceptor at one ballot cover every slot from <see cref="Prepare.From"/>.
/// </summary>
/// <param name="Ballot">The ballot promised.</param>
/// <param name="Acceptor">Who promises.</param>
/// <param name="TrimmedTo">Slots up to here are chosen and no longer held.</param>
/// <param name="ChosenTo">Slots up to here are chosen; votes are listed above only.</param>
/// <param name="Covers">The slots that this chunk covers completely; the last chunk ends at <see cref="ulong.MaxValue"/>.</param>
/// <param name="Votes">Every vote in those slots, durable or not, ordered by slot.</param>
/// <param name="Faulty">Slots whose vote is damaged: this promise says nothing about them.</param>
public sealed record Promise(
    Ballot Ballot,
    DiskId Acceptor,
    Slot TrimmedTo,
    Slot ChosenTo,
    SlotRange Covers,
    IReadOnlyList<Vote> Votes,
    IReadOnlyList<SlotRange> Faulty) : Message;

/// <summary>Refuses a message of a ballot lower than the promise.</summary>
/// <param name="Rejected">The message's ballot.</param>
/// <param name="Promised">The ballot promised.</param>
/// <param name="Acceptor">Who refuses.</param>
public sealed record Nack(Ballot Rejected, Ballot Promised, DiskId Acceptor) : Message;

/// <summary>Phase 2a for consecutive slots.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="First">The first slot.</param>
/// <param name="Batches">One batch a slot, at least one.</param>
/// <param name="ChosenTo">The leader's watermark.</param>
/// <param name="TrimTo">Votes up to here may be forgotten; see <see cref="Trim"/>.</param>
/// <param name="Counter">Counts the leader's frames to acceptors; see <see cref="Confirm"/>.</param>
public sealed record Accept(
    Ballot Ballot, Slot First, IReadOnlyList<Batch> Batches, Slot ChosenTo, Slot TrimTo, ulong Counter) : Message;

/// <summary>Phase 2b.</summary>
/// <param name="Ballot">The ballot voted in.</param>
/// <param name="Acceptor">Who votes.</param>
/// <param name="Slots">The slots voted in.</param>
/// <param name="Counter">The highest counter of this ballot it had processed when it made the answer.</param>
public sealed record Accepted(Ballot Ballot, DiskId Acceptor, SlotRange Slots, ulong Counter) : Message;

/// <summary>
/// The acceptor's disk has no room for votes; it goes on promising, and this confirms the leader like <see cref="Confirmed"/>. Answers
/// <see cref="Accept"/> and <see cref="Confirm"/>.
/// </summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="Acceptor">Who has no space.</param>
/// <param name="Counter">As in <see cref="Accepted"/>.</param>
public sealed record NoSpace(Ballot Ballot, DiskId Acceptor, ulong Counter) : Message;

/// <summary>Am I still your leader? Also the heartbeat. Changes no promise and waits for no disk.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="Counter">Grows with every frame to acceptors, so that an answer can be dated against a read.</param>
/// <param name="ChosenTo">The leader's watermark.</param>
public sealed record Confirm(Ballot Ballot, ulong Counter, Slot ChosenTo) : Message;

/// <summary>The acceptor has promised nothing higher.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="Acceptor">Who confirms.</param>
/// <param name="Counter">The question's.</param>
public sealed record Confirmed(Ballot Ballot, DiskId Acceptor, ulong Counter) : Message;

/// <summary>Votes may be forgotten: enough learners hold what they voted for in durable snapshots.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="ChosenTo">The leader's watermark.</param>
/// <param name="TrimTo">Slots up to here; never above the watermark.</param>
public sealed record Trim(Ballot Ballot, Slot ChosenTo, Slot TrimTo) : Message;

/// <summary>
/// The acceptor holds no votes up to a slot. Answers <see cref="Trim"/>, and <see cref="Accept"/> for such slots: never a vote.
/// </summary>
/// <param name="Ballot">The ballot of the message that it answers.</param>
/// <param name="Acceptor">Who has trimmed.</param>
/// <param name="TrimmedTo">Slots up to here are chosen and no longer held.</param>
public sealed record Trimmed(Ballot Ballot, DiskId Acceptor, Slot TrimmedTo) : Message;

/// <summary>The leader's sign of life to the other proposers.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="ChosenTo">The leader's watermark.</param>
public sealed record Heartbeat(Ballot Ballot, Slot ChosenTo) : Message;

/// <summary>The leader offers its office: acceptors grant <paramref name="Successor"/> a pre-election for one second.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="Successor">Who should lead next, as in <see cref="Ballot.Owner"/>.</param>
public sealed record Transfer(Ballot Ballot, ulong Successor) : Message;

/// <summary>What a leader proposes and how far it is chosen.</summary>
/// <param name="Ballot">The leader's ballot.</param>
/// <param name="First">The slot of the first batch.</param>
/// <param name="Batches">Proposed batches of consecutive slots, chosen or not; may be empty.</param>
/// <param name="Base">The slot that this leadership's own watermark began at.</param>
/// <param name="ChosenTo">The leader's watermark.</param>
/// <param name="Hash">Of the chosen batches in (Base, ChosenTo], to be compared with the learner's own.</param>
public sealed record Learn(
    Ballot Ballot, Slot First, IReadOnlyList<Batch> Batches, Slot Base, Slot ChosenTo, PrefixHash Hash) : Message;

/// <summary>Asks another learner for batches of its log.</summary>
/// <param name="Slots">Which ones.</param>
/// <param name="AnswersMax">How many answers of bounded length may follow, at least 1; what does not fit is asked for again.</param>
public sealed record Fetch(SlotRange Slots, byte AnswersMax) : Message;

/// <summary>Chosen batches of consecutive slots.</summary>
/// <param name="First">The slot of the first batch.</param>
/// <param name="Batches">Fewer than asked for where the answer would grow too long, none where the log does not hold them.</param>
/// <param name="IsLast">Whether no other answer to this question follows.</param>
public sealed record Fetched(Slot First, IReadOnlyList<Batch> Batches, bool IsLast) : Message;

/// <summary>Asks an acceptor for its votes in slots that the asker knows to be chosen.</summary>
/// <param name="Nonce">Tells the answers of one attempt from another's.</param>
/// <param name="Slots">Which ones.</param>
/// <param name="AnswersMax">As in <see cref="Fetch"/>.</param>
public sealed record ReadVotes(ulong Nonce, SlotRange Slots, byte AnswersMax) : Message;

/// <summary>Answer to <see cref="ReadVotes"/>; it leaves when every vote in it is durable.</summary>
/// <param name="Nonce">The question's.</param>
/// <param name="Acceptor">Who answers.</param>
/// <param name="TrimmedTo">Slots up to here are no longer held.</param>
/// <param name="Covers">The slots that it covers completely; fewer than asked for where it would grow too long.</param>
/// <param name="Votes">Its votes there, ordered by slot.</param>
/// <param name="Faulty">Slots whose vote is damaged.</param>
/// <param name="IsLast">As in <see cref="Fetched"/>.</param>
public sealed record VotesRead(
    ulong Nonce, DiskId Acceptor, Slot TrimmedTo, SlotRange Covers, IReadOnlyList<Vote> Votes, IReadOnlyList<SlotRange> Faulty, bool IsLast)
    : Message;

/// <summary>Commands for the leader, in the order the client node wants them.</summary>
/// <param name="Commands">At least one.</param>
public sealed record Submit(IReadOnlyList<Command> Commands) : Message;

/// <summary>Why a proposer takes no commands or gives no read index.</summary>
public enum RefusalReason
{
    /// <summary>It does not lead.</summary>
    NotLeader = 1,

    /// <summary>Its queue is full.</summary>
    Overloaded = 2,

    /// <summary>Too few acceptors have space on their disks.</summary>
    NoSpace = 3,
}

/// <summary>A proposer did not take commands; none of them was proposed by this message.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Leader">The name of the proposer that it believes to lead; empty when it knows none.</param>
/// <param name="Commands">Session and sequence of each refused <see cref="Execute"/>.</param>
public sealed record Refused(RefusalReason Reason, string Leader, IReadOnlyList<CommandKey> Commands) : Message;

/// <summary>Names one command of one session.</summary>
/// <param name="Session">The session.</param>
/// <param name="Sequence">Its number within the session.</param>
public readonly record struct CommandKey(SessionId Session, ulong Sequence);

/// <summary>A client node asks a learner for the answers to its sessions' commands; repeated as a sign of life.</summary>
/// <param name="Generation">Grows with each new attachment; the learner then sends every cached answer again.</param>
/// <param name="BootNonce">48 bits of the client node's start: whose <see cref="OpenSession"/> commands these are.</param>
/// <param name="Sessions">The sessions and the number below which each waits for no answer.</param>
public sealed record Attach(ulong Generation, ulong BootNonce, IReadOnlyList<AttachedSession> Sessions) : Message;

/// <summary>A session of an <see cref="Attach"/>.</summary>
/// <param name="Session">The session.</param>
/// <param name="AckedBelow">Answers below are not waited for.</param>
public readonly record struct AttachedSession(SessionId Session, ulong AckedBelow);

/// <summary>The learner's answer to <see cref="Attach"/>.</summary>
/// <param name="Generation">The question's.</param>
/// <param name="AppliedTo">How far the learner has applied.</param>
/// <param name="Leader">The name of the leader that it hears; empty when none.</param>
public sealed record Attached(ulong Generation, Slot AppliedTo, string Leader) : Message;

/// <summary>How a command of a session ended.</summary>
public enum AnswerKind
{
    /// <summary>It was executed, once; the result is the store's.</summary>
    Executed = 1,

    /// <summary>The session is unknown: it expired, or never was.</summary>
    SessionExpired = 2,

    /// <summary>The number is too far above the session's acknowledged ones; it was not executed.</summary>
    WindowFull = 3,
}

/// <summary>The answer to one command.</summary>
/// <param name="Key">Which command.</param>
/// <param name="Kind">How it ended.</param>
/// <param name="Result">The store's encoded result; empty unless executed.</param>
public sealed record Answer(CommandKey Key, AnswerKind Kind, ReadOnlyMemory<byte> Result);

/// <summary>Answers from the learner that applied the commands to the client node attached with their session.</summary>
/// <param name="Answers">At least one.</param>
public sealed record Answered(IReadOnlyList<Answer> Answers) : Message;

/// <summary>A session was opened.</summary>
/// <param name="Nonce">The <see cref="OpenSession"/> command's.</param>
/// <param name="Session">Its id.</param>
public sealed record SessionOpened(ulong Nonce, SessionId Session) : Message;

/// <summary>A read from a client node.</summary>
/// <param name="RequestId">The client node's; the answer carries it.</param>
/// <param name="IsLinearizable">Whether it must see every write answered before it was asked.</param>
/// <param name="Operation">The store's encoded range operation.</param>
public sealed record Query(ulong RequestId, bool IsLinearizable, ReadOnlyMemory<byte> Operation) : Message;

/// <summary>The answer to a <see cref="Query"/>.</summary>
/// <param name="RequestId">The question's.</param>
/// <param name="Result">The store's encoded result.</param>
public sealed record QueryAnswered(ulong RequestId, ReadOnlyMemory<byte> Result) : Message;

/// <summary>A learner asks the leader up to where a read must have applied (Ongaro's thesis, section 6.4).</summary>
/// <param name="Nonce">New for every attempt.</param>
public sealed record ReadIndexAsk(ulong Nonce) : Message;

/// <summary>Every write answered before the question is in the slots up to <paramref name="Slot"/>.</summary>
/// <param name="Nonce">The question's.</param>
/// <param name="Slot">The leader's watermark when the question came, confirmed by a phase-2 quorum since.</param>
public sealed record ReadIndexTold(ulong Nonce, Slot Slot) : Message;
