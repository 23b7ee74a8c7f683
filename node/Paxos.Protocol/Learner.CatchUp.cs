using Paxos.Protocol.Learning;

namespace Paxos.Protocol;

// Missing slots, one question at a time: from another learner, else from one acceptor, else from all of them. Whoever could help is asked
// again.
public sealed partial class Learner
{
    // One of them, or all of them at once.
    private const int AcceptorSources = 2;

    private CatchUp? catchUp;
    private SlotRange? missing;
    private Instant missingSince;
    private Instant nextFetch;
    private bool isAsking;
    private NodeId asked;
    private Slot askedAt;
    private int turn;
    private int inVain;
    private int firstAcceptor;

    private void OnFetch(NodeId from, Fetch fetch)
    {
        var slots = fetch.Slots;
        for (int left = Math.Min(fetch.AnswersMax, Options.FetchAnswersMax); left > 0; left--)
        {
            var batches = log.Read(slots, Options.ChunkBytesMax);
            var next = slots.First.Plus((ulong)batches.Count);
            var isLast = left == 1 || batches.Count == 0 || next > slots.Last;
            SendAtOnce(from, new Fetched(slots.First, batches, isLast));
            if (isLast)
            {
                return;
            }

            slots = new SlotRange(next, slots.Last);
        }
    }

    private void OnFetched(NodeId from, Fetched fetched)
    {
        if (missing is not null)
        {
            HearChosen(fetched.First, fetched.Batches);
            HearAnswer(from, fetched.IsLast);
        }
    }

    private void OnVotesRead(NodeId from, VotesRead read)
    {
        if (Configuration!.IndexOf(read.Acceptor) < 0)
        {
            return;
        }

        trimmedHeard = Slot.Max(trimmedHeard, read.TrimmedTo);
        if (missing is null)
        {
            return;
        }

        foreach (var vote in read.Votes.Where(window.IsCertain))
        {
            window.HearChosen(vote.Slot, vote.Batch, AppliedTo);
        }

        HearChosen(read.Covers.First, catchUp?.Hear(read) ?? []);

        // When all are asked, enough is what makes way; the others' answers are not waited for.
        HearAnswer(catchUp is null ? from : asked, catchUp is null ? read.IsLast : AppliedTo > askedAt);
    }

    private void HearChosen(Slot first, IReadOnlyList<Batch> batches)
    {
        var slot = first;
        foreach (var batch in batches)
        {
            window.HearChosen(slot, batch, AppliedTo);
            slot = slot.Next;
        }

        Advance();
    }

    private void HearAnswer(NodeId from, bool isComplete)
    {
        if (!isAsking || from != asked)
        {
            return;
        }

        if (!isComplete)
        {
            nextFetch = catchUp is null ? Now.Plus(Options.ResendMilliseconds) : nextFetch;
            return;
        }

        // The next question leaves at once, but nobody who cannot help is asked twice without a pause.
        EndQuestion();
        if (inVain < OtherLearners().Length + AcceptorSources)
        {
            nextFetch = Now;
            FetchMissing();
        }
    }

    private void EndQuestion()
    {
        isAsking = false;
        catchUp = null;
        if (AppliedTo > askedAt)
        {
            inVain = 0;
        }
        else
        {
            inVain++;
            turn++;
        }
    }

    private void ForgetQuestion() => (missing, catchUp, isAsking, turn, inVain) = (null, null, false, 0, 0);

    private void FetchMissing()
    {
        if (window.Missing(AppliedTo, Options.FetchSlotsMax) is not { } slots)
        {
            if (missing is not null && AppliedTo >= KnownChosenTo)
            {
                ForgetQuestion();
                Report(new CaughtUp(AppliedTo));
            }

            return;
        }

        if (missing is null)
        {
            missingSince = Now;
            firstAcceptor = (int)Random.Next(0, Configuration!.Acceptors.Count - 1);
        }

        missing = slots;

        // What is on its way usually arrives by itself.
        if (fetch is null && Now.Since(missingSince) >= Options.GapMilliseconds && Now.HasReached(nextFetch))
        {
            if (isAsking)
            {
                EndQuestion();
            }

            nextFetch = Now.Plus(Options.ResendMilliseconds);
            Ask(slots, OtherLearners());
        }
    }

    private void Ask(SlotRange slots, NodeId[] learners)
    {
        var sources = learners.Length + AcceptorSources;
        var isRecent = slots.First > window.Base;
        if (turn % sources > learners.Length && isRecent && inVain == 0)
        {
            // All acceptors were needed for what earlier leaders had proposed.
            turn--;
        }

        (isAsking, askedAt) = (true, AppliedTo);
        var source = turn % sources;
        if (source < learners.Length)
        {
            AskOne(learners[source], slots, new Fetch(slots, Options.FetchAnswersMax));
        }
        else if (source == learners.Length && isRecent)
        {
            // One is enough where the present leader has proposed what is missing (rule L5).
            var acceptors = Configuration!.Acceptors;
            var name = acceptors[(firstAcceptor + (turn / sources)) % acceptors.Count].Name;
            AskOne(new NodeId(name, Role.Acceptor), slots, new ReadVotes(Random.NextBits(), slots, Options.FetchAnswersMax));
        }
        else
        {
            AskAllAcceptors(slots);
        }
    }

    private void AskOne(NodeId source, SlotRange slots, Message question)
    {
        asked = source;
        ReportCatchUp(slots, source.Name);
        SendAtOnce(source, question);
    }

    private void AskAllAcceptors(SlotRange slots)
    {
        asked = default;
        catchUp = new CatchUp(Random.NextBits(), slots, Configuration!);
        ReportCatchUp(slots, "the acceptors");
        foreach (var acceptor in Configuration!.Acceptors)
        {
            SendAtOnce(new NodeId(acceptor.Name, Role.Acceptor), catchUp.Question);
        }
    }

    private void ReportCatchUp(SlotRange slots, string source)
    {
        if (inVain == 0)
        {
            Report(new CatchUpStarted(slots, source));
        }
    }
}
