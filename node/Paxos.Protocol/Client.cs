using Paxos.Protocol.Serving;

namespace Paxos.Protocol;

/// <summary>
/// The front door: takes requests from the process around it, owns the sessions, finds the leader and a learner, sends again until
/// the deadline, and matches answers to requests. A write is sent under one session and number only, so that however often it is
/// sent it is executed once; its answer comes from the learner that applied it.
/// </summary>
public sealed partial class Client : AdoptingNode
{
    private readonly Queue<PendingWrite> unassigned = new();
    private readonly SortedDictionary<SessionId, ClientSession> sessions = [];
    private readonly SortedDictionary<ulong, PendingRead> reads = [];
    private long pendingBytes;
    private int pendingWrites;

    /// <summary>A client node in the process described by <paramref name="context"/>.</summary>
    public Client(NodeContext context, Prng random, bool speaksForProcess)
        : base(Role.Client, context, random, speaksForProcess)
    {
    }

    /// <inheritdoc/>
    public override string Hindrance => AdoptionHindrance.Length > 0 ? AdoptionHindrance
        : LearnerName.Length == 0 ? "no learner is known"
        : Leader.Length == 0 ? "no leader is known"
        : sessions.Count == 0 ? "no session is open yet"
        : string.Empty;

    /// <summary>The name of the leader it sends commands to; empty when none.</summary>
    public string Leader { get; private set; } = string.Empty;

    /// <summary>The name of the learner that answers it; empty when none.</summary>
    public string LearnerName { get; private set; } = string.Empty;

    /// <summary>How many sessions it has open.</summary>
    public int SessionCount => sessions.Count;

    /// <summary>How many requests wait for their answers.</summary>
    public int PendingCount => pendingWrites + reads.Count;

    /// <inheritdoc/>
    protected override void OnRoleMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case Request request:
                OnRequest(request);
                break;
            case Answered answered:
                OnAnswered(answered);
                break;
            case QueryAnswered answered:
                OnQueryAnswered(answered);
                break;
            case SessionOpened opened:
                OnSessionOpened(opened);
                break;
            case Refused refused:
                OnRefused(from, refused);
                break;
            case Attached attached:
                OnAttached(from, attached);
                break;
            case LinkLost lost:
                OnLinkLost(lost);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void OnRoleTick()
    {
        ExpireRequests();
        if (Configuration is null)
        {
            return;
        }

        KeepLearner();
        KeepSessions();
        MakeSilentDue();
    }

    /// <inheritdoc/>
    protected override void OnFlush()
    {
        if (Configuration is not null)
        {
            AssignWrites();
            SubmitDue();
            QueryDue();
        }
    }

    private void OnRequest(Request request)
    {
        var size = request.Operation.Length;
        if (PendingCount >= Options.PendingRequestsMax || (PendingCount > 0 && pendingBytes + size > Options.PendingBytesMax))
        {
            Answer(request, ReplyKind.Overloaded, default, $"{PendingCount} requests wait at {Context.Name}");
            return;
        }

        pendingBytes += size;
        var deadline = Now.Plus(request.DeadlineMilliseconds);
        if (request.Kind == RequestKind.Write)
        {
            pendingWrites++;
            unassigned.Enqueue(new PendingWrite(request, deadline));
        }
        else
        {
            var read = new PendingRead(request, deadline);
            reads.Add(request.RequestId, read);
            MakeDue(read);
        }
    }

    private void OnAnswered(Answered answered)
    {
        foreach (var answer in answered.Answers)
        {
            if (!sessions.TryGetValue(answer.Key.Session, out var session))
            {
                continue;
            }

            switch (answer.Kind)
            {
                case AnswerKind.Executed:
                    session.Confirm(Now);
                    if (session.Remove(answer.Key.Sequence) is { } write)
                    {
                        Finish(write, ReplyKind.Done, answer.Result, string.Empty);
                    }

                    break;
                case AnswerKind.SessionExpired:
                    LoseSession(session);
                    break;
                case AnswerKind.WindowFull:
                    // Not executed: it is sent again when its time comes, and fits once earlier answers are acknowledged.
                    break;
            }
        }
    }

    private void OnQueryAnswered(QueryAnswered answered)
    {
        if (reads.Remove(answered.RequestId, out var read))
        {
            FinishRead(read, ReplyKind.Done, answered.Result, string.Empty);
        }
    }

    private void ExpireRequests()
    {
        foreach (var session in sessions.Values)
        {
            foreach (var (sequence, write) in session.Pending.Where(entry => Now.HasReached(entry.Value.Deadline)).ToArray())
            {
                session.Remove(sequence);
                GiveUp(write);
            }
        }

        for (var count = unassigned.Count; count > 0; count--)
        {
            var write = unassigned.Dequeue();
            if (Now.HasReached(write.Deadline))
            {
                GiveUp(write);
            }
            else
            {
                unassigned.Enqueue(write);
            }
        }

        foreach (var (requestId, read) in reads.Where(entry => Now.HasReached(entry.Value.Deadline)).ToArray())
        {
            reads.Remove(requestId);
            FinishRead(read, ReplyKind.Unavailable, default, $"no answer in time; {Situation()}");
        }
    }

    private void GiveUp(PendingWrite write) => Finish(
        write,
        write.IsSurelyUnsent ? ReplyKind.Unavailable : ReplyKind.OutcomeUnknown,
        default,
        $"no answer in time; {Situation()}");

    private string Situation() => Hindrance.Length > 0 ? Hindrance : $"leader {Leader}, learner {LearnerName}";

    private void Finish(PendingWrite write, ReplyKind kind, ReadOnlyMemory<byte> result, string reason)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.ClaimsNotStored) && kind == ReplyKind.OutcomeUnknown)
        {
            kind = ReplyKind.Unavailable;
        }
#endif
        pendingWrites--;
        pendingBytes -= write.Request.Operation.Length;
        Answer(write.Request, kind, result, reason);
    }

    private void FinishRead(PendingRead read, ReplyKind kind, ReadOnlyMemory<byte> result, string reason)
    {
        pendingBytes -= read.Request.Operation.Length;
        Answer(read.Request, kind, result, reason);
    }

    private void Answer(Request request, ReplyKind kind, ReadOnlyMemory<byte> result, string reason) =>
        ReplyToHost(new Reply(request.RequestId, kind, result, reason));
}
