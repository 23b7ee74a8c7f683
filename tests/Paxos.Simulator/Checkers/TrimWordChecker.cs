using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>
/// A leader lets acceptors forget more only by what enough learners have told it (rule T1), and each learner's last word is the one that
/// counts: one that has lost its disk says so, whatever it said before. When a leader has counted its words nobody sees, so what it orders
/// must have been covered by the words of one moment, that of the order or an earlier one.
/// </summary>
internal sealed class TrimWordChecker(int trimCopies) : Checker
{
    private readonly Dictionary<Ballot, SortedDictionary<NodeId, SnapshotTold>> words = [];
    private readonly Dictionary<Ballot, Slot> covered = [];

    /// <inheritdoc/>
    public override string Name => "trim-word";

    /// <summary>The highest slot that any leader has let acceptors forget.</summary>
    public Slot Ordered { get; private set; }

    /// <inheritdoc/>
    public override void Received(NodeId to, Envelope envelope)
    {
        if (envelope.Message is not SnapshotTold told)
        {
            return;
        }

        if (!words.TryGetValue(told.Ballot, out var heard))
        {
            words[told.Ballot] = heard = [];
        }

        // Two answers from one disk may overtake each other.
        var isNews = !heard.TryGetValue(envelope.From, out var before)
            || (before.Learner == told.Learner ? before.Slot < told.Slot : before.Mark <= told.Mark);
        if (isNews)
        {
            heard[envelope.From] = told;
            var held = heard.Values.Select(word => word.Slot).OrderDescending().ElementAtOrDefault(trimCopies - 1);
            covered[told.Ballot] = Slot.Max(covered.GetValueOrDefault(told.Ballot), held);
        }
    }

    /// <inheritdoc/>
    public override void Sent(Envelope envelope)
    {
        var (ballot, trimTo) = envelope.Message switch
        {
            Accept accept => (accept.Ballot, accept.TrimTo),
            Trim trim => (trim.Ballot, trim.TrimTo),
            _ => (Ballot.Zero, Slot.None),
        };
        Ordered = Slot.Max(Ordered, trimTo);
        if (trimTo > covered.GetValueOrDefault(ballot))
        {
            throw Violation(
                $"{envelope.From} trims up to {trimTo} at {ballot}: {trimCopies} learners must say that they hold that, and at no moment "
                + $"more than up to {covered.GetValueOrDefault(ballot)} was said by so many");
        }
    }
}
