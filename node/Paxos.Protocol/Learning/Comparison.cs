using Paxos.Protocol.Snapshots;

namespace Paxos.Protocol.Learning;

/// <summary>
/// Compares this learner's state with what others say of theirs (rule T4). Two that differ at one slot cannot tell which of them is
/// right, so both stop; where more agree, the lonely one stops and the others go on (protocol design, section 5.5, L8).
/// </summary>
/// <param name="options">Bounds and patience.</param>
internal sealed class Comparison(ProtocolOptions options)
{
    // How long a contradiction waits for the others' word, in rounds of their telling.
    private const int Rounds = 3;

    // Snapshots made here whose hash is remembered: a slower learner's word comes later.
    private const int MadeMax = 16;

    private readonly SortedDictionary<NodeId, StateTold> told = [];
    private readonly SortedDictionary<NodeId, Verdict> verdicts = [];
    private readonly SortedDictionary<Slot, SnapshotHash> made = [];
    private Instant? contradictedSince;

    /// <summary>The newest snapshot made here; of slot 0 before the first.</summary>
    public SnapshotId Newest { get; private set; }

    /// <summary>Another learner's disk was replaced: what it said of the old one is void.</summary>
    public void Forget(NodeId learner)
    {
        told.Remove(learner);
        verdicts.Remove(learner);
    }

    /// <summary>A snapshot of this learner's state is here.</summary>
    public void Made(SnapshotId snapshot)
    {
        Newest = snapshot;
        made[snapshot.Slot] = snapshot.Hash;
        if (made.Count > MadeMax)
        {
            made.Remove(made.First().Key);
        }
    }

    /// <summary>Another learner says what it holds.</summary>
    public void Hear(NodeId learner, StateTold state) => told[learner] = state;

    /// <summary>Compares what can be compared by now.</summary>
    /// <param name="now">The time.</param>
    /// <param name="hashAt">This learner's hash of the batches up to a slot, where it is known.</param>
    /// <param name="others">The learners that should have a say.</param>
    /// <returns>Whom this learner contradicts, so that it must stop; null while it may go on.</returns>
    public DivergedRecord? Judge(Instant now, Func<Slot, PrefixHash?> hashAt, IReadOnlyCollection<NodeId> others)
    {
        foreach (var (learner, state) in told.ToArray())
        {
            if (VerdictOn(learner, state, hashAt) is { } verdict)
            {
                verdicts[learner] = new Verdict(state.Learner, verdict);
                told.Remove(learner);
            }
        }

        var against = verdicts.Where(verdict => verdict.Value.Reason.Length > 0).ToArray();
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.OneHashStopsAll) && against.Length > 0)
        {
            return new DivergedRecord(against[0].Key.Name, against[0].Value.Disk, against[0].Value.Reason);
        }
#endif
        if (against.Length <= verdicts.Count - against.Length)
        {
            contradictedSince = null;
            return null;
        }

        contradictedSince ??= now;
        var isDue = others.All(verdicts.ContainsKey) || now.Since(contradictedSince.Value) >= Rounds * options.CompareMilliseconds;
        var (name, (disk, reason)) = against[0];
        return isDue ? new DivergedRecord(name.Name, disk, reason) : null;
    }

    // Empty: equal. Null: nothing to compare.
    private string? VerdictOn(NodeId learner, StateTold state, Func<Slot, PrefixHash?> hashAt)
    {
        var hash = hashAt(state.AppliedTo);
        if (hash is { } own && own != state.Hash)
        {
            return $"{learner.Name} has the chain hash {state.Hash} at slot {state.AppliedTo}; here it is {own}";
        }

        var hasMade = made.TryGetValue(state.Snapshot.Slot, out var content);
        if (hasMade && state.Format == SnapshotManifest.CurrentFormat && content != state.Snapshot.Hash)
        {
            return $"{learner.Name} made the snapshot {state.Snapshot}; here the state at that slot has the hash {content}";
        }

        return hash is not null || hasMade ? string.Empty : null;
    }

    private sealed record Verdict(DiskId Disk, string Reason);
}
