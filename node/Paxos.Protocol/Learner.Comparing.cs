using Paxos.Protocol.Learning;
using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol;

// Learners compare their states, and stop when they differ (rule T4).
public sealed partial class Learner
{
    private readonly Comparison comparison;
    private DivergedRecord? diverged;
    private Instant nextCompare;

    /// <summary>Why this learner stopped; empty while it goes on.</summary>
    public string DivergedReason => diverged?.Reason ?? string.Empty;

    private void RecoverDiverged(DivergedRecord record) => diverged = record.Reason.Length > 0 ? record : null;

    private void TickComparison()
    {
        if (!Now.HasReached(nextCompare))
        {
            return;
        }

        nextCompare = Now.Plus(Options.CompareMilliseconds);
        var others = OtherLearners();
        var told = new StateTold(identity!.Disk, AppliedTo, hash, SnapshotManifest.CurrentFormat, comparison.Newest);
        foreach (var other in others)
        {
            SendAtOnce(other, told);
        }

        if (diverged is null && comparison.Judge(Now, log.HashAt, others) is { } contradiction)
        {
            diverged = contradiction;
            Persist(contradiction);
            Report(new Diverged(contradiction.Reason));
        }
    }

    private void OnStateTold(NodeId from, StateTold told)
    {
        if (diverged is null)
        {
            comparison.Hear(from, told);
        }
        else if (string.Equals(from.Name, diverged.Learner, StringComparison.Ordinal) && told.Learner != diverged.Disk)
        {
            // Whoever found out which of them was right has emptied the other.
            Persist(diverged with { Disk = told.Learner, Reason = string.Empty });
            comparison.Forget(from);
            diverged = null;
            Report(new DivergenceOver(from.Name));
        }
    }
}
