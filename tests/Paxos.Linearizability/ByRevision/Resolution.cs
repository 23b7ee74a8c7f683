using System.Globalization;
using Paxos.Linearizability.Models;
using Paxos.Linearizability.Text;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.ByRevision;

/// <summary>
/// Finds who made each revision. Mostly the answer of a write says it. A revision that no answered write claims was made by one of
/// the pending writes: what somebody saw of it names the write where values are unlike; where several would do, they are tried,
/// the one called first first, and taken back when a later answer contradicts.
/// </summary>
internal sealed class Resolution
{
    private readonly IReadOnlyList<StoreCall> calls;
    private readonly long stepsMax;
    private readonly Dictionary<long, StoreCall> claimed = [];
    private readonly Dictionary<long, KeyValue> shown = [];
    private readonly List<(long Revision, long ReturnedAt)> earliestReturns = [];
    private readonly UnansweredWrites pending;
    private readonly UnansweredWrites refused;
    private readonly Evidence evidence;
    private readonly Replay replay;
    private readonly HashSet<StoreCall> used = new(ReferenceEqualityComparer.Instance);
    private readonly List<Frame> frames = [];
    private readonly long highest;
    private (long Revision, string Rule, string Text) complaint = (0, string.Empty, string.Empty);
    private Verdict? claimedTwice;

    /// <summary>A resolution that has not begun.</summary>
    public Resolution(IReadOnlyList<StoreCall> calls, long stepsMax)
    {
        this.calls = calls;
        this.stepsMax = stepsMax;
        pending = new UnansweredWrites(calls, Outcome.Unknown);
        refused = new UnansweredWrites(calls, Outcome.Refused);
        evidence = new Evidence(calls);
        var told = calls.Select(ToldRevisions.Of).OfType<Placed>().ToArray();
        replay = new Replay(told.Where(place => !place.IsMaker).ToLookup(place => place.Revision, place => place.Call));
        foreach (var maker in told.Where(place => place.IsMaker))
        {
            Claim(maker);
        }

        foreach (var keyValue in calls.SelectMany(ToldRevisions.Shown))
        {
            shown.TryAdd(keyValue.ModRevision, keyValue);
        }

        highest = told.Select(place => place.Revision).Concat(shown.Keys).Append(ModelStore.FirstRevision).Max();
        IndexReturns(told);
    }

    /// <summary>Steps so far.</summary>
    public long Steps { get; private set; }

    /// <summary>The makers, once they are found: the one of revision 2 first.</summary>
    public IEnumerable<StoreCall> Makers => frames.Select(frame => frame.Maker);

    /// <summary>Finds them.</summary>
    /// <returns>Null when every revision has a maker and every answer is right.</returns>
    public Verdict? Run()
    {
        if (claimedTwice is not null)
        {
            return claimedTwice;
        }

        if (calls.FirstOrDefault(call => ToldRevisions.Of(call) is { Revision: < ModelStore.FirstRevision }) is { } impossible)
        {
            return Verdict.Violation(Rule.Answers, $"{impossible} has a revision below {ModelStore.FirstRevision}");
        }

        if (replay.CheckObservers() is { } wrong)
        {
            return Verdict.Violation(Rule.Answers, wrong);
        }

        while (replay.Store.Revision < highest)
        {
            frames.Add(new Frame(Candidates(replay.Store.Revision + 1)));
            while (!TryNext(frames[^1]))
            {
                if (Steps > stepsMax)
                {
                    return Verdict.GaveUp(string.Create(
                        CultureInfo.InvariantCulture,
                        $"{Steps} steps did not decide which pending writes made the revisions that no answer claims"));
                }

                if (!frames[^1].HasMore && !StepBack())
                {
                    return Verdict.Violation(complaint.Rule, complaint.Text);
                }
            }
        }

        return null;
    }

    private void Claim(Placed maker)
    {
        if (!claimed.TryAdd(maker.Revision, maker.Call))
        {
            claimedTwice ??= Verdict.Violation(
                Rule.Answers, $"two writes made revision {maker.Revision}: {claimed[maker.Revision]} and {maker.Call}");
        }
    }

    // For each revision at which something answered stands, the earliest return there or later.
    private void IndexReturns(Placed[] told)
    {
        var earliest = Call.Never;
        foreach (var group in told.GroupBy(place => place.Revision).OrderByDescending(group => group.Key))
        {
            earliest = Math.Min(earliest, group.Min(place => place.Call.ReturnedAt));
            earliestReturns.Add((group.Key, earliest));
        }

        earliestReturns.Reverse();
    }

    // Whatever stands at a revision was called before anything at it or after it returned.
    private long LatestInvocation(long revision)
    {
        var (low, high) = (0, earliestReturns.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = earliestReturns[middle].Revision < revision ? (middle + 1, high) : (low, middle);
        }

        return low < earliestReturns.Count ? earliestReturns[low].ReturnedAt : Call.Never;
    }

    private List<StoreCall> Candidates(long revision)
    {
        if (claimed.TryGetValue(revision, out var known))
        {
            return [known];
        }

        var seen = shown.GetValueOrDefault(revision);
        var latest = LatestInvocation(revision);
        List<StoreCall> candidates = seen is null
            ? [.. pending.ThatNobodySaw(call => IsFree(call, latest) && !evidence.Excludes(call.Operation, revision))]
            : [.. pending.ThatWrote(seen).Where(call => IsFree(call, latest))];
        if (candidates.Count == 0)
        {
            ComplainOfNobody(revision, seen);
        }

        return candidates;
    }

    private bool IsFree(StoreCall call, long latest) => call.InvokedAt <= latest && !used.Contains(call);

    private void ComplainOfNobody(long revision, KeyValue? seen)
    {
        var culprit = seen is null ? null : refused.ThatWrote(seen).FirstOrDefault();
        if (culprit is not null)
        {
            Complain(revision, Rule.ExactlyOnce, $"{culprit} was refused and has happened: it made revision {revision}");
            return;
        }

        var what = seen is null ? string.Empty : $", in which somebody saw {StoreText.Format(seen)}";
        Complain(revision, Rule.Answers, $"no call is left that can have made revision {revision}{what}");
    }

    private bool TryNext(Frame frame)
    {
        if (!frame.HasMore)
        {
            return false;
        }

        Steps++;
        var (call, revision) = (frame.Take(), replay.Store.Revision + 1);
        var wrong = replay.Execute(call);
        if (replay.Store.Revision < revision)
        {
            Complain(revision, Rule.Answers, wrong ?? $"{call} would change nothing where revision {revision} was made");
            return false;
        }

        wrong ??= replay.CheckObservers();
        if (wrong is not null)
        {
            replay.Store.Undo();
            Complain(revision, Rule.Answers, wrong);
            return false;
        }

        used.Add(call);
        return true;
    }

    // To the last revision before this one that another write may have made as well.
    private bool StepBack()
    {
        do
        {
            frames.RemoveAt(frames.Count - 1);
            if (frames.Count == 0)
            {
                return false;
            }

            used.Remove(frames[^1].Maker);
            replay.Store.Undo();
        }
        while (!frames[^1].HasMore);

        return true;
    }

    // What was wrong furthest on explains most.
    private void Complain(long revision, string rule, string text)
    {
        if (revision >= complaint.Revision)
        {
            complaint = (revision, rule, text);
        }
    }

    private sealed class Frame(List<StoreCall> candidates)
    {
        private int taken;

        public bool HasMore => taken < candidates.Count;

        public StoreCall Maker => candidates[taken - 1];

        public StoreCall Take() => candidates[taken++];
    }
}
