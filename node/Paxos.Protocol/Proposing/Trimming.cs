namespace Paxos.Protocol.Proposing;

/// <summary>
/// How far acceptors may forget their votes: as far as enough learners hold the slots in durable snapshots, by their own word to this
/// leader in this leadership (rule T1). The word counts from the moment of the question that it answers, for a short while only: a
/// learner that is silent, lost or emptied holds nothing as far as this leader knows. One disk counts once, whatever names it uses.
/// </summary>
internal sealed class Trimming(ProtocolOptions options)
{
    private readonly SortedDictionary<DiskId, Figure> figures = [];
    private readonly Queue<(ulong Mark, Instant AskedAt)> questions = new();
    private ulong mark;
    private Instant? blockedSince;

    /// <summary>Votes up to here may be forgotten; never falls.</summary>
    public Slot TrimTo { get; private set; }

    /// <summary>Whose snapshots it has waited for, for too long; empty when it has not.</summary>
    public string WaitsFor { get; private set; } = string.Empty;

    /// <summary>A question is about to be sent.</summary>
    /// <returns>Its mark.</returns>
    public ulong Ask(Instant now)
    {
        while (questions.TryPeek(out var oldest) && now.Since(oldest.AskedAt) >= options.LearnerSilenceMilliseconds)
        {
            questions.Dequeue();
        }

        questions.Enqueue((++mark, now));
        return mark;
    }

    /// <summary>A learner answers a question of this leadership.</summary>
    public void Hear(NodeId learner, SnapshotTold told)
    {
        // An answer to a question that is no longer remembered was too long under way.
        var question = questions.FirstOrDefault(asked => asked.Mark == told.Mark);
        if (question.Mark == 0)
        {
            return;
        }

        // A name that speaks for another disk now has lost the old one.
        foreach (var (disk, figure) in figures.ToArray())
        {
#if PLANTED_BUGS
            if (Planted.Is(PlantedBug.TrimCountsLostCopies))
            {
                break;
            }
#endif
            if (figure.Learner == learner && disk != told.Learner && figure.Mark <= told.Mark)
            {
                figures.Remove(disk);
            }
        }

        var isNews = !figures.TryGetValue(told.Learner, out var before) || before.Mark <= told.Mark;
        if (isNews)
        {
            figures[told.Learner] = new Figure(learner, told.Slot, told.IsBehind, told.Mark, question.AskedAt);
        }
    }

    /// <summary>The connection to a process is gone: its learner's word no longer counts.</summary>
    public void Forget(string name)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.TrimCountsLostCopies))
        {
            return;
        }
#endif
        foreach (var (disk, figure) in figures.ToArray())
        {
            if (string.Equals(figure.Learner.Name, name, StringComparison.Ordinal))
            {
                figures.Remove(disk);
            }
        }
    }

    /// <summary>Looks at what counts now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="chosenTo">The leader's watermark: nothing above it is ever trimmed.</param>
    /// <param name="known">The learners that gossip has heard of, dead ones too; only to name who is missing.</param>
    /// <returns>Whether <see cref="WaitsFor"/> changed.</returns>
    public bool Advance(Instant now, Slot chosenTo, IEnumerable<string> known)
    {
        foreach (var (disk, figure) in figures.ToArray())
        {
            if (now.Since(figure.AskedAt) >= options.LearnerSilenceMilliseconds)
            {
                figures.Remove(disk);
            }
        }

        var held = figures.Values.Select(figure => figure.Slot).OrderDescending().ElementAtOrDefault(options.TrimCopies - 1);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.TrimsWithTooFewCopies))
        {
            held = figures.Values.Select(figure => figure.Slot).OrderDescending().ElementAtOrDefault(options.TrimCopies - 2);
        }
#endif
        TrimTo = Slot.Max(TrimTo, Slot.Min(held, chosenTo));
        return Judge(now, known);
    }

    // It waits for somebody when too few learners speak, or too few of those can make their next snapshot.
    private bool Judge(Instant now, IEnumerable<string> known)
    {
        var isBlocked = figures.Values.Count(figure => !figure.IsBehind) < options.TrimCopies;
        blockedSince = isBlocked ? blockedSince ?? now : null;
        var waitsFor = blockedSince is { } since && now.Since(since) >= options.TrimPatienceMilliseconds ? Missing(known) : string.Empty;
        if (waitsFor == WaitsFor)
        {
            return false;
        }

        WaitsFor = waitsFor;
        return true;
    }

    private string Missing(IEnumerable<string> known)
    {
        var ready = figures.Values
            .Where(figure => !figure.IsBehind)
            .Select(figure => figure.Learner.Name)
            .ToArray();
        var late = known.Concat(figures.Values.Select(figure => figure.Learner.Name))
            .Distinct(StringComparer.Ordinal)
            .Except(ready, StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)
            .ToArray();
        return late.Length > 0 ? string.Join(", ", late) : $"a learner that is not there: {options.TrimCopies} must hold a snapshot";
    }

    private sealed record Figure(NodeId Learner, Slot Slot, bool IsBehind, ulong Mark, Instant AskedAt);
}
