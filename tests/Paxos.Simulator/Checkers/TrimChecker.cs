using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// Trimming never removes the last durable copy (rule T1). Judged by the learners' disks: when a leader tells acceptors to forget, enough
/// learners hold the slots in durable snapshots; when an acceptor forgets, at least one still does. A copy that was lost a moment ago
/// counts for the leader's word, because word of the loss needs its time; a leader that counts it for longer is wrong.
/// </summary>
internal sealed class TrimChecker(ChosenBatches log, Counters counters, Func<long> now, int trimCopies) : Checker
{
    /// <summary>
    /// For how long a leader may count a copy that was lost. A learner's word counts for two seconds after the question; the rest is a
    /// leader that stood still meanwhile.
    /// </summary>
    public const long LossMilliseconds = 8_000;

    private readonly SortedDictionary<NodeId, Slot> held = [];
    private readonly List<(NodeId Learner, Slot Slot, long At)> lost = [];

    /// <inheritdoc/>
    public override string Name => "trim";

    /// <inheritdoc/>
    public override void SnapshotHeld(NodeId learner, Slot slot)
    {
        var before = held.GetValueOrDefault(learner);
        if (slot < before)
        {
            lost.Add((learner, before, now()));
        }

        held[learner] = slot;
    }

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        var trimTo = envelope.Message switch
        {
            Accept accept => accept.TrimTo,
            Trim trim => trim.TrimTo,
            _ => Slot.None,
        };
        if (trimTo == Slot.None)
        {
            return;
        }

        var copies = held.Count(learner => learner.Value >= trimTo || WasHeldLately(learner.Key, trimTo));
        if (trimTo > log.Prefix || copies < trimCopies)
        {
            throw Violation(
                $"{envelope.From} trims up to {trimTo}: {copies} learners hold that durably, {trimCopies} must; "
                + $"slots up to {log.Prefix} are chosen");
        }
    }

    /// <inheritdoc/>
    public override void RecordDurable(NodeId role, DiskId disk, DurableRecord record)
    {
        if (record is not TrimRecord trim || role.Role != Role.Acceptor)
        {
            return;
        }

        counters.Trims++;
        if (!held.Values.Any(slot => slot >= trim.TrimmedTo))
        {
            throw Violation($"{role} forgets its votes up to {trim.TrimmedTo}, and no learner holds that durably");
        }
    }

    // A rotten snapshot and an emptied disk are alike here: the learner does not know of it before its next start.
    private bool WasHeldLately(NodeId learner, Slot slot) =>
        lost.Exists(loss => loss.Learner == learner && loss.Slot >= slot && now() - loss.At < LossMilliseconds);
}
