using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// The fast check, for histories in which the answer of a write carries the store's revision: the revisions are the order, so it
/// remains to run the calls in it on a model, to compare the answers, and to see that the order keeps real time. O(n log n), as
/// long as the pending writes that happened can be told from what others saw of them.
/// </summary>
/// <remarks>
/// One thing is taken on trust: a pending compaction is held to explain any refusal that it might, wherever that stands.
/// </remarks>
internal static class RevisionCheck
{
    /// <summary>Writes tried at most to find those that no answer tells of; a history without such takes one each.</summary>
    public const long StepsMaxDefault = 10_000_000;

    /// <summary>Checks a history that begins with an empty store.</summary>
    /// <param name="calls">The calls, in any order.</param>
    /// <param name="decided">
    /// The writes that were executed, in order, each once, where that is known; null: to be found.
    /// </param>
    /// <param name="stepsMax">After how many tried writes to give up.</param>
    public static Verdict Check(
        IReadOnlyList<StoreCall> calls, IReadOnlyList<StoreCall>? decided = null, long stepsMax = StepsMaxDefault)
    {
        if (calls.FirstOrDefault(call => call.Result is FailedResult && !IsRefusedByStore(call)) is { } foreign)
        {
            return Verdict.Violation(Rule.Answers, $"{foreign} has an answer that the model never gives");
        }

        var placed = calls.Where(call => decided is null || !call.IsWrite).Select(ToldRevisions.Of).OfType<Placed>().ToList();
        if (decided is not null)
        {
            var order = new DecidedOrder(calls, decided);
            if (order.Run() is { } violation)
            {
                return violation;
            }

            placed.AddRange(order.Writes);
        }
        else
        {
            var resolution = new Resolution(calls, stepsMax);
            if (resolution.Run() is { } verdict)
            {
                return verdict;
            }

            placed.AddRange(resolution.Makers
                .Select((maker, index) => new Placed(maker, ModelStore.FirstRevision + 1 + index, IsMaker: true))
                .Where(place => place.Call.IsPending));
        }

        return CheckOrder(calls, placed, isDecided: decided is not null);
    }

    private static Verdict CheckOrder(IReadOnlyList<StoreCall> calls, List<Placed> placed, bool isDecided)
    {
        var pendingCompactions = calls.Where(call => call is { IsPending: true, Operation: CompactOperation } && !isDecided);
        var stages = new Stages(placed, pendingCompactions);
        if (stages.Complaint is { } complaint)
        {
            return Verdict.Violation(Rule.Answers, complaint);
        }

        return RealTime.Check(placed, calls.Where(IsRefusedByStore), stages) ?? Verdict.Linearizable;
    }

    // What depends on the store's revisions. Operations that break a rule of form are not for a history: they touch no state.
    private static bool IsRefusedByStore(StoreCall call) => call is
    {
        Operation: RangeOperation or CompactOperation,
        Result: FailedResult { Error: StoreError.Compacted or StoreError.FutureRevision },
    };
}
