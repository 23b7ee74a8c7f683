using Paxos.Protocol.Learning;

namespace Paxos.Protocol;

// Missing slots: from other learners first, then from the acceptors, one question at a time.
public sealed partial class Learner
{
    private CatchUp? catchUp;
    private SlotRange? missing;
    private Instant missingSince;
    private Instant nextFetch;
    private int fetches;

    private void OnFetched(Fetched fetched)
    {
        if (missing is null)
        {
            return;
        }

        if (fetched.Batches.Count == 0)
        {
            // That learner does not hold them; the next source is asked at once.
            nextFetch = Now;
            return;
        }

        HearChosen(fetched.First, fetched.Batches);
    }

    private void OnVotesRead(VotesRead read)
    {
        if (Configuration!.IndexOf(read.Acceptor) >= 0)
        {
            trimmedHeard = Slot.Max(trimmedHeard, read.TrimmedTo);
        }

        if (catchUp?.Hear(read) is { Count: > 0 } batches)
        {
            HearChosen(catchUp.Question.Slots.First, batches);
        }
    }

    private void HearChosen(Slot first, IReadOnlyList<Batch> batches)
    {
        var before = AppliedTo;
        var slot = first;
        foreach (var batch in batches)
        {
            window.HearChosen(slot, batch, AppliedTo);
            slot = slot.Next;
        }

        Advance();
        if (AppliedTo > before)
        {
            // It made way: what is missing now is asked for without waiting.
            catchUp = null;
            fetches = 0;
            nextFetch = Now;
            FetchMissing();
        }
    }

    private void FetchMissing()
    {
        if (window.Missing(AppliedTo, Options.FetchSlotsMax) is not { } slots)
        {
            if (missing is not null && AppliedTo >= KnownChosenTo)
            {
                missing = null;
                catchUp = null;
                Report(new CaughtUp(AppliedTo));
            }

            return;
        }

        if (missing is not { } known || known.First != slots.First)
        {
            missingSince = missing is null ? Now : missingSince;
            missing = slots;
            fetches = 0;
        }

        if (fetch is not null)
        {
            return;
        }

        // What is on its way usually arrives by itself.
        if (Now.Since(missingSince) >= Options.GapMilliseconds && Now.HasReached(nextFetch))
        {
            nextFetch = Now.Plus(Options.ResendMilliseconds);
            Fetch(slots);
            fetches++;
        }
    }

    // Each learner that gossip knows in turn, then the acceptors, and around again.
    private void Fetch(SlotRange slots)
    {
        var learners = Membership.AliveWith(Role.Learner)
            .Where(name => !string.Equals(name, Context.Name, StringComparison.Ordinal))
            .ToArray();
        var turn = fetches % (learners.Length + 1);
        if (turn < learners.Length)
        {
            ReportCatchUp(slots, learners[turn]);
            SendAtOnce(new NodeId(learners[turn], Role.Learner), new Fetch(slots));
            return;
        }

        ReportCatchUp(slots, "the acceptors");
        catchUp = new CatchUp(Random.NextBits(), slots, Configuration!);
        foreach (var acceptor in Configuration!.Acceptors)
        {
            SendAtOnce(new NodeId(acceptor.Name, Role.Acceptor), catchUp.Question);
        }
    }

    private void ReportCatchUp(SlotRange slots, string source)
    {
        if (fetches == 0)
        {
            Report(new CatchUpStarted(slots, source));
        }
    }
}
