using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// Chosen is a fact and no guess (rule L1): every watermark that anybody states, and every slot that is told as chosen or applied, is
/// covered by durable votes of a phase-2 quorum by then.
/// </summary>
internal sealed class WatermarkChecker(ChosenBatches log) : Checker
{
    /// <inheritdoc/>
    public override string Name => "watermark";

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        var stated = envelope.Message switch
        {
            Accept accept => accept.ChosenTo,
            Confirm confirm => confirm.ChosenTo,
            Heartbeat heartbeat => heartbeat.ChosenTo,
            Learn learn => learn.ChosenTo,
            Promise promise => Slot.Max(promise.ChosenTo, promise.TrimmedTo),
            VotesRead read => read.TrimmedTo,
            Trimmed trimmed => trimmed.TrimmedTo,
            SnapshotTold told => told.Slot,
            StateTold told => told.AppliedTo,
            Progress progress => progress.AppliedTo,
            Attached attached => attached.AppliedTo,
            ReadIndexTold told => told.Slot,
            _ => Slot.None,
        };
        if (stated > log.Prefix)
        {
            throw Violation($"{envelope.From} says that slots up to {stated} are chosen; they are up to {log.Prefix}");
        }

        if (envelope.Message is Fetched fetched)
        {
            CheckFetched(envelope.From, fetched);
        }
    }

    private void CheckFetched(NodeId from, Fetched fetched)
    {
        var slot = fetched.First;
        foreach (var batch in fetched.Batches)
        {
            if (log.Find(slot) is not { } chosen || !chosen.Equals(batch))
            {
                throw Violation($"{from} hands out {batch} as chosen in slot {slot}; it is {log.Find(slot)?.ToString() ?? "open"}");
            }

            slot = slot.Next;
        }
    }
}
