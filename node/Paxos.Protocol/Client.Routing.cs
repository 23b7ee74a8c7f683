using Paxos.Protocol.Serving;

namespace Paxos.Protocol;

// Where requests go: the leader for writes, one learner for answers and reads, and the sessions that writes run under.
public sealed partial class Client
{
    private readonly SortedDictionary<ulong, Instant> opening = [];
    private readonly Queue<(ClientSession Session, ulong Sequence, PendingWrite Write)> dueWrites = new();
    private readonly Queue<PendingRead> dueReads = new();
    private ulong generation;
    private ulong opened;
    private Instant learnerHeard;
    private Instant nextAttach;
    private Instant nextSubmit;

    private void AssignWrites()
    {
        foreach (var session in sessions.Values)
        {
            while (unassigned.Count > 0 && session.HasRoom && IsFresh(session))
            {
                var write = unassigned.Dequeue();
                MakeDue(session, session.Add(write), write);
            }
        }
    }

    // A session without a sign of life for half its time may expire before a command sent now arrives.
    private bool IsFresh(ClientSession session) =>
        Now.Since(session.ConfirmedAt) < Options.SessionTimeToLiveMilliseconds / 2;

    // What is due goes to the leader; while none is known it waits, for what was never sent can be refused with certainty.
    private void SubmitDue()
    {
        if (Leader.Length == 0 || !Now.HasReached(nextSubmit))
        {
            return;
        }

        var commands = new List<Command>();
        var bytes = 0;
        while (dueWrites.TryDequeue(out var due))
        {
            var (session, sequence, write) = due;
            write.IsDue = false;
            if (!session.Pending.ContainsKey(sequence))
            {
                continue;
            }

            var size = write.Request.Operation.Length;
            if (commands.Count == Batch.CommandsMax || (commands.Count > 0 && bytes + size > Options.ChunkBytesMax))
            {
                Submit(commands);
                commands = [];
                bytes = 0;
            }

            commands.Add(new Execute(session.Id, sequence, session.AckedBelow, write.Request.Operation));
            bytes += size;
            MarkSent(session, write);
        }

        if (commands.Count > 0)
        {
            Submit(commands);
        }
    }

    private void MakeDue(ClientSession session, ulong sequence, PendingWrite write)
    {
        if (!write.IsDue)
        {
            write.IsDue = true;
            dueWrites.Enqueue((session, sequence, write));
        }
    }

    private void MakeDue(PendingRead read)
    {
        if (!read.IsDue)
        {
            read.IsDue = true;
            dueReads.Enqueue(read);
        }
    }

    // What was sent and is not answered in its time.
    private void MakeSilentDue()
    {
        foreach (var session in sessions.Values)
        {
            foreach (var (sequence, write) in session.Pending)
            {
                if (Now.HasReached(write.SendAt))
                {
                    MakeDue(session, sequence, write);
                }
            }
        }

        foreach (var read in reads.Values.Where(read => Now.HasReached(read.SendAt)))
        {
            MakeDue(read);
        }
    }

    private void MakeAllDue()
    {
        foreach (var session in sessions.Values)
        {
            foreach (var (sequence, write) in session.Pending)
            {
                MakeDue(session, sequence, write);
            }
        }
    }

    private void MarkSent(ClientSession session, PendingWrite write)
    {
        session.SentAt = Now;
        write.IsRefused = false;
        write.SendAt = Now.Plus(Patience(write.Sends));
        write.Sends++;
    }

    // Three times what an answer usually takes, then twice as long each time, at most eight times.
    private long Patience(int sends) => 3L * Options.ResendMilliseconds << Math.Min(sends, 3);

    private void Submit(IReadOnlyList<Command> commands) =>
        SendAtOnce(new NodeId(Leader, Role.Proposer), new Submit(commands));

    private void QueryDue()
    {
        if (LearnerName.Length == 0)
        {
            return;
        }

        while (dueReads.TryDequeue(out var read))
        {
            read.IsDue = false;
            if (!reads.ContainsKey(read.Request.RequestId))
            {
                continue;
            }

            read.SendAt = Now.Plus(Patience(read.Sends));
            read.Sends++;
            var isLinearizable = read.Request.Kind == RequestKind.LinearizableRead;
            SendAtOnce(
                new NodeId(LearnerName, Role.Learner), new Query(read.Request.RequestId, isLinearizable, read.Request.Operation));
        }
    }

    private void OnRefused(NodeId from, Refused refused)
    {
        if (refused.Reason == RefusalReason.NotLeader)
        {
            if (string.Equals(from.Name, Leader, StringComparison.Ordinal))
            {
                TurnTo(string.Equals(refused.Leader, from.Name, StringComparison.Ordinal) ? string.Empty : refused.Leader);
            }

            // Two nodes that name each other must not make this one send without end.
            nextSubmit = Now.Plus(Options.ResendMilliseconds / 2);
        }

        foreach (var key in refused.Commands)
        {
            if (sessions.TryGetValue(key.Session, out var session) && session.Pending.TryGetValue(key.Sequence, out var write))
            {
                OnWriteRefused(session, key.Sequence, write, refused.Reason);
            }
        }
    }

    private void OnWriteRefused(ClientSession session, ulong sequence, PendingWrite write, RefusalReason reason)
    {
        write.IsRefused = true;
        if (reason == RefusalReason.NotLeader)
        {
            MakeDue(session, sequence, write);
        }
        else if (write.IsSurelyUnsent)
        {
            session.Remove(sequence);
            var (kind, text) = reason == RefusalReason.NoSpace
                ? (ReplyKind.NoSpace, "too few acceptors have space on their disks")
                : (ReplyKind.Overloaded, $"too many commands wait at {Leader}");
            Finish(write, kind, default, text);
        }
    }

    private void TurnTo(string leader)
    {
        if (string.Equals(leader, Leader, StringComparison.Ordinal))
        {
            return;
        }

        Leader = leader;
        if (leader.Length == 0)
        {
            return;
        }

        Report(new LeaderFound(leader));
        MakeAllDue();
    }

    private void OnAttached(NodeId from, Attached attached)
    {
        if (string.Equals(from.Name, LearnerName, StringComparison.Ordinal) && attached.Generation == generation)
        {
            // One that hears no leader answers nothing that counts: for another one it is left like a silent one.
            if (attached.Leader.Length > 0 || Membership.AliveWith(Role.Learner).Count < 2)
            {
                learnerHeard = Now;
            }

            TurnTo(attached.Leader);
        }
    }

    private void OnLinkLost(LinkLost lost)
    {
        if (string.Equals(lost.Name, Leader, StringComparison.Ordinal))
        {
            TurnTo(string.Empty);
        }

        if (string.Equals(lost.Name, LearnerName, StringComparison.Ordinal))
        {
            ChooseLearner();
        }
    }

    private void KeepLearner()
    {
        if (LearnerName.Length == 0 || Now.Since(learnerHeard) >= Options.LearnerLossMilliseconds)
        {
            ChooseLearner();
        }

        if (LearnerName.Length > 0 && Now.HasReached(nextAttach))
        {
            SendAttach();
        }
    }

    // The learner in this process where there is one, else the next by name after the one that was lost, so that two client nodes
    // with two learners usually part them.
    private void ChooseLearner()
    {
        var alive = Membership.AliveWith(Role.Learner);
        if (alive.Count == 0)
        {
            return;
        }

        var next = LearnerName.Length == 0 ? First(alive) : alive[(IndexOf(alive, LearnerName) + 1) % alive.Count];
        LearnerName = next;
        learnerHeard = Now;
        generation++;
        Report(new LearnerChosen(next));
        foreach (var read in reads.Values)
        {
            MakeDue(read);
        }

        SendAttach();
    }

    private string First(IReadOnlyList<string> alive) =>
        IndexOf(alive, Context.Name) >= 0
            ? Context.Name
            : alive[Math.Max(0, IndexOf(Membership.AliveWith(Role.Client), Context.Name)) % alive.Count];

    private static int IndexOf(IReadOnlyList<string> names, string name)
    {
        for (var index = 0; index < names.Count; index++)
        {
            if (string.Equals(names[index], name, StringComparison.Ordinal))
            {
                return index;
            }
        }

        return -1;
    }

    private void SendAttach()
    {
        nextAttach = Now.Plus(Options.AttachMilliseconds);
        var attached = sessions.Values.Select(session => new AttachedSession(session.Id, session.AckedBelow)).ToArray();
        SendAtOnce(new NodeId(LearnerName, Role.Learner), new Attach(generation, Context.BootNonce, attached));
    }

    private void KeepSessions()
    {
        foreach (var lost in opening.Where(entry => Now.Since(entry.Value) >= 5L * Options.ResendMilliseconds).ToArray())
        {
            // A session that this one opens after all expires unused.
            opening.Remove(lost.Key);
        }

        var hasRoom = sessions.Values.Any(session => session.HasRoom && IsFresh(session));
        if (!hasRoom && opening.Count == 0 && Leader.Length > 0 && LearnerName.Length > 0)
        {
            OpenSession();
        }

        foreach (var session in sessions.Values)
        {
            if (Leader.Length > 0 && Now.Since(session.SentAt) >= Options.SessionTimeToLiveMilliseconds / 3)
            {
                session.SentAt = Now;
                Submit([new KeepAlive(session.Id)]);
            }
        }

        RetireStale();
    }

    private void OpenSession()
    {
        if (sessions.Count >= Options.SessionsMax)
        {
            return;
        }

        var nonce = (Context.BootNonce << 16) | (++opened & 0xFFFF);
        opening.Add(nonce, Now);
        Submit([new OpenSession(nonce)]);
    }

    private void OnSessionOpened(SessionOpened told)
    {
        if (opening.Remove(told.Nonce))
        {
            sessions.Add(told.Session, new ClientSession(told.Session, Now));
            Report(new SessionReady(told.Session));
        }
    }

    // A session that takes no new commands and waits for nothing makes room for another.
    private void RetireStale()
    {
        foreach (var session in sessions.Values.Where(session => !IsFresh(session) && session.Pending.Count == 0).ToArray())
        {
            sessions.Remove(session.Id);
        }
    }

    // What was sent under an expired session may have been executed, and is never sent under another; what was not, may be.
    private void LoseSession(ClientSession session)
    {
        sessions.Remove(session.Id);
        Report(new SessionLost(session.Id));
        foreach (var write in session.Drain())
        {
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.ResendsUnderNewSession))
            {
                unassigned.Enqueue(write);
                continue;
            }
#endif
            if (write.Sends == 0)
            {
                unassigned.Enqueue(write);
            }
            else
            {
                Finish(write, ReplyKind.SessionExpired, default, $"session {session.Id} expired");
            }
        }
    }
}
