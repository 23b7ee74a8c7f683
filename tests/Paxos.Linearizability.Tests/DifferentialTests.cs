using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.General;
using Paxos.Linearizability.Models;
using Paxos.Protocol;

namespace Paxos.Linearizability.Tests;

/// <summary>
/// The two checks against each other, on histories that the real store made and on the same ones with something changed. The one
/// trusts revisions and the other searches; they share the model of the store alone.
/// </summary>
public sealed class DifferentialTests
{
    private const int Rounds = 150;

    [Fact]
    public void Histories_of_the_store_pass_both_checks()
    {
        var pending = 0;
        for (var seed = 1UL; seed <= Rounds; seed++)
        {
            var calls = Make(seed);
            pending += calls.Count(call => call.IsPending);

            Assert.True(RevisionCheck.Check(calls).IsLinearizable, Show(seed, calls, RevisionCheck.Check(calls)));
            Assert.True(General(calls).IsLinearizable, Show(seed, calls, General(calls)));
        }

        Assert.True(pending > Rounds);
    }

    [Theory]
    [InlineData("answers swapped")]
    [InlineData("a value changed")]
    [InlineData("a call moved in time")]
    [InlineData("a write left out")]
    [InlineData("an answer withheld")]
    public void Both_checks_say_the_same_of_changed_histories(string change)
    {
        var (violations, checks) = (0, 0);
        for (var seed = 1UL; seed <= Rounds; seed++)
        {
            var calls = Make(seed);
            if (Change(change, new Prng(seed), calls) is not { } changed)
            {
                continue;
            }

            var fast = RevisionCheck.Check(changed);
            var general = General(changed);

            Assert.True(fast.Kind == general.Kind, Show(seed, changed, fast) + Show(seed, changed, general));
            checks++;
            violations += fast.IsLinearizable ? 0 : 1;
        }

        // A change may leave the history explicable; one that always did would show nothing. To withhold an answer never hurts.
        Assert.True(checks > Rounds / 2, $"{checks} checks");
        Assert.True(change == "an answer withheld" ? violations == 0 : violations > checks / 5, $"{violations} of {checks}");
    }

    [Fact]
    public void Long_histories_pass_the_check_by_revision()
    {
        for (var seed = 1UL; seed <= 5; seed++)
        {
            var calls = new MadeHistory(new Prng(seed), processes: 8, keys: 10).Make(5_000);

            Assert.True(RevisionCheck.Check(calls).IsLinearizable, $"seed {seed}: {RevisionCheck.Check(calls)}");
        }
    }

    [Fact]
    public void One_stale_value_in_a_long_history_is_found()
    {
        var calls = new MadeHistory(new Prng(9), processes: 8, keys: 10).Make(5_000);
        var place = calls.ToList().FindLastIndex(call => call is { IsSerializable: false, Result: RangeResult { KeyValues.Count: > 0 } });
        StoreCall[] changed = [.. calls];
        changed[place] = WithOtherValue(changed[place]);

        var verdict = RevisionCheck.Check(changed);

        Assert.Equal(Rule.Answers, verdict.Rule);
        Assert.Contains(changed[place].ToString(), verdict.Explanation, StringComparison.Ordinal);
    }

    private static IReadOnlyList<StoreCall> Make(ulong seed) => new MadeHistory(new Prng(seed), processes: 4, keys: 2)
    {
        Losses = 0.08,
        Values = (int)(seed % 3) * 3,
        HasSerializableReads = false,
        Compactions = 0.05,
    }.Make(24);

    private static Verdict General(IEnumerable<StoreCall> calls) => GeneralCheck.Check(calls, new StoreModel());

    private static StoreCall[]? Change(string change, Prng random, IReadOnlyList<StoreCall> calls)
    {
        var changed = calls.ToArray();
        var answered = Enumerable.Range(0, calls.Count).Where(index => calls[index].IsAnswered).ToArray();
        int Draw(Func<StoreCall, bool> wanted)
        {
            var places = answered.Where(index => wanted(calls[index])).ToArray();
            return places.Length == 0 ? -1 : places[(int)random.Next(0, places.Length - 1)];
        }

        switch (change)
        {
            case "answers swapped":
                var first = Draw(_ => true);
                var second = Draw(call => call.Number != calls[first].Number
                    && call.Operation.GetType() == calls[first].Operation.GetType()
                    && call.Result!.GetType() == calls[first].Result!.GetType());
                if (second < 0)
                {
                    return null;
                }

                (changed[first], changed[second]) =
                    (changed[first] with { Result = changed[second].Result }, changed[second] with { Result = changed[first].Result });
                return changed;
            case "a value changed":
                var read = Draw(call => call.Result is RangeResult { KeyValues.Count: > 0 });
                return read < 0 ? null : Replaced(changed, read, WithOtherValue(changed[read]));
            case "a call moved in time":
                var moved = changed[Draw(_ => true)];
                var by = calls.Max(call => call.InvokedAt);
                return Replaced(changed, Array.IndexOf(changed, moved), moved with
                {
                    InvokedAt = by - moved.InvokedAt,
                    ReturnedAt = by - moved.InvokedAt + (moved.ReturnedAt - moved.InvokedAt),
                    Process = "moved",
                });
            case "a write left out":
                var write = Draw(call => call.Result is WrittenResult);
                return write < 0 ? null : [.. changed.Where((_, index) => index != write)];
            default:
                var withheld = Draw(call => call.Operation is not CompactOperation);
                return Replaced(changed, withheld, changed[withheld] with
                {
                    Outcome = Outcome.Unknown,
                    Result = null,
                    ReturnedAt = Call.Never,
                });
        }
    }

    private static StoreCall[] Replaced(StoreCall[] calls, int place, StoreCall call)
    {
        calls[place] = call;
        return calls;
    }

    private static StoreCall WithOtherValue(StoreCall call)
    {
        var told = (RangeResult)call.Result!;
        return call with
        {
            Result = told with { KeyValues = [told.KeyValues[0] with { Value = "stale"u8.ToArray() }, .. told.KeyValues.Skip(1)] },
        };
    }

    private static string Show(ulong seed, IEnumerable<StoreCall> calls, Verdict verdict) =>
        $"seed {seed}: {verdict}\n{string.Join('\n', calls.OrderBy(call => call.InvokedAt))}\n";
}
