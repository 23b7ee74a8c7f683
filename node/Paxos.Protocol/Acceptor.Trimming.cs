namespace Paxos.Protocol;

// Forgetting votes that durable snapshots make unnecessary (rule T2).
public sealed partial class Acceptor
{
    private void OnTrim(NodeId from, Trim trim)
    {
        if (trim.Ballot < Promised)
        {
            SendAtOnce(from, new Nack(trim.Ballot, Promised, Disk));
            return;
        }

        TrimTo(from, trim.Ballot, trim.ChosenTo, trim.TrimTo);
        Send(from, new Trimmed(trim.Ballot, Disk, TrimmedTo));
    }

    // The ballot is promised with it, durably. A leader of an older ballot would take "trimmed" for "chosen as I know it", and what was
    // chosen since its phase 1 it does not know: it must be refused instead.
    private void TrimTo(NodeId from, Ballot ballot, Slot chosenTo, Slot trimTo)
    {
        if (trimTo <= TrimmedTo)
        {
            return;
        }

        if (trimTo > chosenTo)
        {
            Report(new TrimRefused(from.Name, trimTo, chosenTo));
            return;
        }

#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.TrimNotPromised))
        {
            Persist(new TrimRecord(trimTo));
            Forget(trimTo);
            return;
        }
#endif
        RaisePromise(ballot);
        if (loggedPromise < ballot)
        {
            Persist(new PromiseRecord(ballot));
            loggedPromise = ballot;
        }

        // What is said from now on waits for this record, so that nobody hears of it before a power loss can no longer undo it.
        Persist(new TrimRecord(trimTo));
        Forget(trimTo);
        Report(new VotesTrimmed(trimTo));
    }

    private void Forget(Slot trimmedTo)
    {
        Invariant.Check(trimmedTo >= TrimmedTo, $"T2: what is trimmed would fall from {TrimmedTo} to {trimmedTo}");
        TrimmedTo = trimmedTo;
        ChosenTo = Slot.Max(ChosenTo, trimmedTo);
        votes.RemoveTo(trimmedTo);
    }
}
