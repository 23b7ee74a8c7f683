using Paxos.Protocol;

namespace Paxos.Simulator.Checkers;

/// <summary>All checkers of a run. What happens is told to each of them, in a fixed order, at the moment it happens.</summary>
internal sealed class CheckerSet
{
    private readonly Checker[] checkers;
    private readonly ConfigurationChecker configurations = new();
    private readonly TrimWordChecker trimWords;

    /// <summary>Every checker that needs nothing but to watch.</summary>
    /// <param name="counters">Where checkers count.</param>
    /// <param name="now">Virtual time.</param>
    /// <param name="trimCopies">Learners that must hold what is trimmed.</param>
    public CheckerSet(Counters counters, Func<long> now, int trimCopies)
    {
        Votes = new VoteCountChecker(this, counters);
        trimWords = new TrimWordChecker(trimCopies);
        checkers =
        [
            configurations,
            Votes,
            new ProposalChecker(),
            new PromiseChecker(),
            new DurabilityChecker(),
            new IdentityChecker(),
            new WatermarkChecker(Votes.Log),
            new LearnerChecker(Votes.Log),
            new LeaderChecker(counters),
            new TrimChecker(Votes.Log, counters, now, trimCopies),
            trimWords,
            new TrimOrderChecker(),
            new EventCounter(counters),
        ];
    }

    /// <summary>What was chosen, slot by slot, found by counting durable votes.</summary>
    public ChosenBatches Log => Votes.Log;

    /// <summary>The configuration that was formed; null before any acceptor is active in it.</summary>
    public Configuration? Formed => configurations.Active;

    /// <summary>The highest slot that any leader has let acceptors forget.</summary>
    public Slot TrimOrdered => trimWords.Ordered;

    private VoteCountChecker Votes { get; }

    /// <summary>See <see cref="Checker.Sent"/>.</summary>
    public void Sent(Envelope envelope)
    {
        foreach (var checker in checkers)
        {
            checker.Sent(envelope);
        }
    }

    /// <summary>See <see cref="Checker.Received"/>.</summary>
    public void Received(NodeId to, Envelope envelope)
    {
        foreach (var checker in checkers)
        {
            checker.Received(to, envelope);
        }
    }

    /// <summary>See <see cref="Checker.RecordAsked"/>.</summary>
    public void RecordAsked(NodeId role, DurableRecord record)
    {
        foreach (var checker in checkers)
        {
            checker.RecordAsked(role, record);
        }
    }

    /// <summary>See <see cref="Checker.RecordDurable"/>.</summary>
    public void RecordDurable(NodeId role, DiskId disk, DurableRecord record)
    {
        foreach (var checker in checkers)
        {
            checker.RecordDurable(role, disk, record);
        }
    }

    /// <summary>See <see cref="Checker.Chosen"/>.</summary>
    public void Chosen(Slot slot, Ballot ballot, Batch batch)
    {
        foreach (var checker in checkers)
        {
            checker.Chosen(slot, ballot, batch);
        }
    }

    /// <summary>See <see cref="Checker.Reported"/>.</summary>
    public void Reported(NodeId role, Event fact)
    {
        foreach (var checker in checkers)
        {
            checker.Reported(role, fact);
        }
    }

    /// <summary>See <see cref="Checker.SnapshotHeld"/>.</summary>
    public void SnapshotHeld(NodeId learner, Slot slot)
    {
        foreach (var checker in checkers)
        {
            checker.SnapshotHeld(learner, slot);
        }
    }

    /// <summary>See <see cref="Checker.Wiped"/>.</summary>
    public void Wiped(NodeId role)
    {
        foreach (var checker in checkers)
        {
            checker.Wiped(role);
        }
    }
}
