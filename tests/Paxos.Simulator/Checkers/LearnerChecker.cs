using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// Learners apply the chosen batches, in slot order, without gaps (rule L3): what they log is what was chosen, and their hash of any prefix
/// is the hash of the chosen prefix, which makes all of them equal to each other.
/// </summary>
internal sealed class LearnerChecker(ChosenBatches log) : Checker
{
    /// <inheritdoc/>
    public override string Name => "learner";

    /// <inheritdoc/>
    public override void RecordAsked(NodeId role, DurableRecord record)
    {
        if (record is ChosenRecord chosen && (log.Find(chosen.Slot) is not { } known || !known.Equals(chosen.Batch)))
        {
            throw Violation(
                $"{role} logs {chosen.Batch} as chosen in slot {chosen.Slot}; it is {log.Find(chosen.Slot)?.ToString() ?? "open"}");
        }
    }

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        var (slot, hash) = envelope.Message switch
        {
            Progress progress => (progress.AppliedTo, progress.Hash),
            SnapshotTold told => (told.Slot, told.Hash),
            StateTold told => (told.AppliedTo, told.Hash),
            _ => (Slot.None, PrefixHash.Empty),
        };
        if (slot <= log.Prefix && hash != log.HashTo(slot))
        {
            throw Violation($"{envelope.From} has the hash {hash} at slot {slot}; it should be {log.HashTo(slot)}");
        }
    }
}
