namespace Paxos.Protocol.Proposing;

// What acceptors may forget (rules T1 and T2).
internal sealed partial class Leading
{
    private readonly Trimming trimming;
    private Slot[] trimmedTo = [];
    private Instant nextSnapshotAsk;

    /// <summary>Votes up to here may be forgotten.</summary>
    public Slot TrimTo => trimming.TrimTo;

    /// <summary>Whose snapshots trimming waits for; empty when for nobody.</summary>
    public string TrimWaitsFor => trimming.WaitsFor;

    private void TickTrimming()
    {
        if (trimming.Advance(Proposer.Clock, ChosenTo, Proposer.KnownLearners))
        {
            Proposer.Tell(new TrimBlocked(trimming.WaitsFor, trimming.TrimTo));
        }

        if (!Proposer.Clock.HasReached(nextSnapshotAsk))
        {
            return;
        }

        nextSnapshotAsk = Proposer.Clock.Plus(Proposer.Settings.SnapshotAskMilliseconds);
        var ask = new SnapshotAsk(ballot, trimming.Ask(Proposer.Clock));
        foreach (var learner in Learners())
        {
            Proposer.SendNow(learner, ask);
        }

        // An Accept carries it as well, but none is sent while too many disks are full, which is when it matters most.
        var trim = new Trim(ballot, ChosenTo, TrimTo);
        for (var index = 0; index < trimmedTo.Length; index++)
        {
            if (trimmedTo[index] < TrimTo)
            {
                Proposer.SendToAcceptor(index, trim);
            }
        }
    }

    // T2: what an acceptor trimmed at a ballot that is not above this one was chosen below it, so phase 1 has found its batch here.
    private void OnTrimmed(Trimmed trimmed)
    {
        var index = Proposer.Acceptors.IndexOf(trimmed.Acceptor);
        if (index < 0)
        {
            return;
        }

        Invariant.Check(
            trimmed.TrimmedTo <= Slot.Max(ChosenTo, recoveredTo),
            $"T2: {ballot} recovered slots up to {recoveredTo}, and an acceptor that promises it has trimmed up to {trimmed.TrimmedTo}");
        trimmedTo[index] = Slot.Max(trimmedTo[index], trimmed.TrimmedTo);
        AdvanceChosen();
    }
}
