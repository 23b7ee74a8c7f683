using Paxos.Protocol.Learning;

namespace Paxos.Protocol;

// Client nodes, reads, the leader's liveness, and this learner's place in its cluster.
public sealed partial class Learner
{
    private readonly Attachments attachments = new();
    private readonly ReadQueue reads;
    private readonly SortedDictionary<NodeId, List<Answer>> answers = [];
    private NodeId? leader;
    private Instant leaderHeard;
    private Instant nextProgress;
    private bool wasClusterChecked;

    /// <inheritdoc/>
    public override string Hindrance => AdoptionHindrance.Length > 0 ? AdoptionHindrance
        : DivergedReason.Length > 0 ? $"diverged: {DivergedReason}; find out which is right, and empty the other's data folder"
        : fetch is not null ? $"catching up: {fetch.Taken} of {fetch.Manifest.Chunks.Count} chunks of snapshot {fetch.Manifest} are here"
        : NeedsSnapshot ? $"catching up: slots up to {trimmedHeard} were trimmed, and it waits for a learner with a snapshot of them"
        : leader is null ? "no leader is heard"
        : AppliedTo.Plus((ulong)Options.LearnWindowSlotsMax) < KnownChosenTo ? $"catching up: applied {AppliedTo} of {KnownChosenTo}"
        : string.Empty;

    /// <summary>The name of the leader that it hears; empty when none.</summary>
    public string Leader => leader?.Name ?? string.Empty;

    /// <summary>Client nodes attached.</summary>
    public int AttachedCount => attachments.Count;

    /// <inheritdoc/>
    protected override bool IsSettled => wasClusterChecked;

    /// <inheritdoc/>
    protected override void OnConfigurationFound(Configuration configuration)
    {
        if (identity is { State: DiskState.Active, Configuration: { } mine } && mine.ClusterId != configuration.ClusterId)
        {
            RefuseCluster(mine.ClusterId, configuration, "empty this learner's data folder to join the new one");
            return;
        }

        wasClusterChecked = true;
        if (identity is { State: DiskState.Blank } blank)
        {
            identity = new IdentityRecord(DiskState.Active, blank.Disk, configuration);
            Persist(identity);
            base.OnConfigurationFound(configuration);
        }
    }

    /// <inheritdoc/>
    protected override void OnRoleTick()
    {
        if (identity is null)
        {
            identity = new IdentityRecord(DiskState.Blank, Context.FreshDisk, null);
            Persist(identity);
        }

        if (Configuration is null)
        {
            return;
        }

        TickComparison();
        if (DivergedReason.Length > 0)
        {
            return;
        }

        TickFetch();
        TickSnapshots();
        if (leader is not null && Now.Since(leaderHeard) >= Options.ElectionMaximumMilliseconds)
        {
            leader = null;
        }

        FetchMissing();
        reads.GiveUpBefore(Now.Plus(-Options.ResendMilliseconds));
        attachments.ForgetSilent(Now);
        if (Now.HasReached(nextProgress))
        {
            nextProgress = Now.Plus(Options.ProgressMilliseconds);
            TellProgress();
        }
    }

    /// <inheritdoc/>
    protected override void OnFlush()
    {
        if (DivergedReason.Length > 0)
        {
            return;
        }

        if (leader is { } known && reads.NeedsAsk)
        {
            SendAtOnce(known, reads.Ask(Random.NextBits(), Now));
        }

        foreach (var read in reads.TakeReady(AppliedTo))
        {
            AnswerQuery(read.Client, read.Query);
        }

        SendAnswers();
    }

    private void OnServingMessage(NodeId from, Message message)
    {
        switch (message)
        {
            case Query { IsLinearizable: true } query:
                reads.Add(new WaitingRead(from, query));
                break;
            case Query query:
                AnswerQuery(from, query);
                break;
            case ReadIndexTold told:
                reads.Hear(told);
                break;
            case Attach attach:
                OnAttach(from, attach);
                break;
            case LinkLost lost when leader is { } known && string.Equals(lost.Name, known.Name, StringComparison.Ordinal):
                leader = null;
                break;
        }
    }

    private void HearLeader(NodeId from)
    {
        leaderHeard = Now;
        if (leader == from)
        {
            return;
        }

        leader = from;
        Report(new LeaderChanged(from.Name, window.Ballot));

        // The old leader will not answer: its questions are asked again of the new one, and client nodes learn where to turn.
        reads.GiveUpBefore(Now.Plus(1));
        foreach (var (client, generation) in attachments.Clients)
        {
            SendAtOnce(client, new Attached(generation, AppliedTo, Leader));
        }
    }

    private void OnAttach(NodeId from, Attach attach)
    {
        foreach (var (session, ackedBelow) in attachments.Hear(from, attach, Now))
        {
            if (!machine.Sessions.Contains(session) && session.OpenedIn <= AppliedTo)
            {
                AnswersTo(from).Add(new Answer(new CommandKey(session, 0), AnswerKind.SessionExpired, default));
                continue;
            }

            foreach (var cached in machine.Sessions.CachedFrom(session, ackedBelow))
            {
                AnswersTo(from).Add(new Answer(new CommandKey(session, cached.Sequence), AnswerKind.Executed, cached.Response));
            }
        }

        SendAtOnce(from, new Attached(attach.Generation, AppliedTo, Leader));
    }

    private void Tell(Outcome outcome)
    {
        switch (outcome)
        {
            case OpenedOutcome opened when attachments.OfNonce(opened.Nonce) is { } client:
                attachments.Assign(opened.Session, client);
                SendAtOnce(client, new SessionOpened(opened.Nonce, opened.Session));
                break;
            case AnsweredOutcome answered when attachments.Of(answered.Answer.Key.Session) is { } client:
                AnswersTo(client).Add(answered.Answer);
                break;
        }
    }

    private List<Answer> AnswersTo(NodeId client)
    {
        if (!answers.TryGetValue(client, out var list))
        {
            answers.Add(client, list = []);
        }

        return list;
    }

    private void SendAnswers()
    {
        foreach (var (client, list) in answers)
        {
            var chunk = new List<Answer>();
            var bytes = 0;
            foreach (var answer in list)
            {
                if (chunk.Count > 0 && bytes + answer.Result.Length > Options.ChunkBytesMax)
                {
                    SendAtOnce(client, new Answered(chunk));
                    chunk = [];
                    bytes = 0;
                }

                chunk.Add(answer);
                bytes += answer.Result.Length;
            }

            SendAtOnce(client, new Answered(chunk));
        }

        answers.Clear();
    }

    private void AnswerQuery(NodeId client, Query query) =>
        SendAtOnce(client, new QueryAnswered(query.RequestId, machine.Read(query.Operation)));

    // To the leader, which counts on it; while none is heard, to every proposer, so that a leader that does not know this learner hears
    // of it.
    private void TellProgress()
    {
        if (leader is { } known)
        {
            SendAtOnce(known, CurrentProgress());
            return;
        }

        foreach (var proposer in Membership.AliveWith(Role.Proposer))
        {
            SendAtOnce(new NodeId(proposer, Role.Proposer), CurrentProgress());
        }
    }
}
