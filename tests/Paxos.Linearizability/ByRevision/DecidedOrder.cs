using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// Places the calls where a decided log has them, when there is one: what happened to a pending write is known then.
/// </summary>
internal sealed class DecidedOrder
{
    private readonly IReadOnlyList<StoreCall> calls;
    private readonly IReadOnlyList<StoreCall> decided;

    /// <summary>A log that is not yet compared.</summary>
    /// <param name="calls">The history.</param>
    /// <param name="decided">The writes that were executed, in order, each once.</param>
    public DecidedOrder(IReadOnlyList<StoreCall> calls, IReadOnlyList<StoreCall> decided)
    {
        this.calls = calls;
        this.decided = decided;
    }

    /// <summary>Where the decided writes stand.</summary>
    public List<Placed> Writes { get; } = [];

    /// <summary>Executes the log.</summary>
    /// <returns>Null when every answer is right.</returns>
    public Verdict? Run()
    {
        if (CheckOnce() is { } violation)
        {
            return violation;
        }

        var reads = calls.Where(call => call is { IsAnswered: true, IsWrite: false });
        var replay = new Replay(reads.Select(ToldRevisions.Of).OfType<Placed>()
            .ToLookup(place => place.Revision, place => place.Call));
        var wrong = replay.CheckObservers();
        foreach (var call in decided)
        {
            var (before, compacted) = (replay.Store.Revision, replay.Store.CompactRevision);
            wrong ??= replay.Execute(call);
            if (replay.Store.Revision != before)
            {
                wrong ??= replay.CheckObservers();
            }

            if (call.Operation is CompactOperation && replay.Store.CompactRevision == compacted)
            {
                // The store has refused it.
                continue;
            }

            Writes.Add(new Placed(call, replay.Store.Revision, replay.Store.Revision != before));
        }

        wrong ??= reads
            .Where(call => ToldRevisions.Of(call)?.Revision is { } told
                && (told > replay.Store.Revision || told < ModelStore.FirstRevision))
            .Select(call => $"{call} is from a revision that never was; the last one is {replay.Store.Revision}")
            .FirstOrDefault();
        return wrong is null ? null : Verdict.Violation(Rule.Answers, wrong);
    }

    private Verdict? CheckOnce()
    {
        var executed = new HashSet<int>();
        foreach (var call in decided)
        {
            if (!executed.Add(call.Number))
            {
                return Verdict.Violation(Rule.ExactlyOnce, $"{call} is executed twice");
            }

            if (call.Outcome == Outcome.Refused)
            {
                return Verdict.Violation(Rule.ExactlyOnce, $"{call} is executed");
            }
        }

        var lost = calls.FirstOrDefault(call => call is { IsWrite: true, IsAnswered: true } && !executed.Contains(call.Number));
        return lost is null ? null : Verdict.Violation(Rule.ExactlyOnce, $"{lost} is not in the decided log");
    }
}
