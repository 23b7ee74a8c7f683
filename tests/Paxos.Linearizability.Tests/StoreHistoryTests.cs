using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.General;
using Paxos.Linearizability.Models;
using Paxos.Linearizability.Text;

namespace Paxos.Linearizability.Tests;

/// <summary>
/// Histories of the store that the check by revision must accept or refuse. The general check says the same of each, as far as
/// there are no serializable reads in it.
/// </summary>
public sealed class StoreHistoryTests
{
    private const string PutA = "A 1 2 put \"k\" \"a\" = written 2 \"k\"";
    private const string PutB = "A 3 4 put \"k\" \"b\" = written 3 \"k\"";

    [Theory]
    [InlineData("a write and a read of it", PutA, "B 3 4 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a read that overlaps a write misses it", PutA, "A 3 6 put \"k\" \"b\" = written 3 \"k\"",
        "B 4 5 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a pending write is seen", "A 1 - put \"k\" \"a\" = ?", "B 2 3 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a pending write is seen late", "A 1 - put \"k\" \"a\" = ?", "B 2 3 range \"k\" = read 1 count 0",
        "B 4 5 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a pending write never happens", "A 1 - append \"a\" = ?", "B 2 3 append \"b\" = written 2 \"values/00000000000000000002\"")]
    [InlineData("a pending append is found by its value", "A 1 - append \"a\" = ?", "B 2 - append \"b\" = ?",
        "B 3 4 append \"c\" = written 3 \"values/00000000000000000003\"",
        "B 5 6 range \"values/\" to \"values0\" limit 1 = read 3 count 2 more : \"values/00000000000000000002\" \"b\" 2 2 1")]
    [InlineData("a pending deletion is found by what is gone", PutA, "A 3 - delete \"k\" = ?", "B 4 5 range \"k\" = read 3 count 0")]
    [InlineData("which of two pending deletions it was only a later answer tells", PutA,
        "A 3 4 put \"l\" \"b\" = written 3 \"l\"", "A 5 - delete \"l\" = ?", "B 6 - delete \"k\" = ?",
        "C 7 8 put \"m\" \"c\" = written 5 \"m\"", "C 9 10 range \"k\" to \"l~\" = read 5 count 1 : \"l\" \"b\" 3 3 1")]
    [InlineData("a wrong guess of a deletion of two keys is taken back whole", PutA,
        "A 3 4 put \"l\" \"b\" = written 3 \"l\"", "A 5 - delete \"k\" to \"m\" = ?", "B 6 - delete \"k\" = ?",
        "C 7 8 put \"m\" \"c\" = written 5 \"m\"", "C 9 10 range \"k\" to \"n\" = read 5 count 2 : \"l\" \"b\" 3 3 1 : \"m\" \"c\" 5 5 1")]
    [InlineData("comparisons", PutA, "A 3 4 cas \"k\" \"b\" if 2 = swapped 3", "B 5 6 cas \"k\" \"c\" if 2 = differs 3 \"k\" \"b\" 2 3 2",
        "B 7 8 cas \"x\" \"c\" if 5 = differs 3 none", "B 9 10 cas \"x\" \"c\" if 0 = swapped 4")]
    [InlineData("a deletion of nothing makes no revision", PutA, "A 3 4 delete \"x\" to \"z\" = deleted 2 0", "A 5 6 delete \"k\" = deleted 3 1")]
    [InlineData("an old revision", PutA, PutB, "B 5 6 range \"k\" at 2 = read 3 count 1 : \"k\" \"a\" 2 2 1",
        "B 7 8 range \"k\" at 9 = failed FutureRevision", "B 9 10 range \"k\" since 3 = read 3 count 1 : \"k\" \"b\" 2 3 2")]
    [InlineData("a compaction", PutA, PutB, "A 5 6 compact 3 = compacted 3", "B 7 8 range \"k\" at 2 = failed Compacted",
        "B 9 10 range \"k\" at 3 = read 3 count 1 : \"k\" \"b\" 2 3 2", "B 11 12 compact 2 = failed Compacted",
        "B 13 14 compact 4 = failed FutureRevision")]
    [InlineData("a read beside a compaction", PutA, PutB, "A 5 8 compact 3 = compacted 3", "B 6 7 range \"k\" at 2 = failed Compacted",
        "C 6 7 range \"k\" at 2 = read 3 count 1 : \"k\" \"a\" 2 2 1")]
    public void Accepted(string what, params string[] lines)
    {
        var calls = Parse(lines);

        Assert.True(RevisionCheck.Check(calls).IsLinearizable, $"{what}: {RevisionCheck.Check(calls)}");
        Assert.True(General(calls).IsLinearizable, $"{what}, in general: {General(calls)}");
    }

    [Theory]
    [InlineData("a stale read", Rule.Linearizability, PutA, PutB, "B 5 6 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a read older than an earlier one", Rule.Linearizability, PutA, "A 3 10 put \"k\" \"b\" = written 3 \"k\"",
        "B 4 5 range \"k\" = read 3 count 1 : \"k\" \"b\" 2 3 2", "C 6 7 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("revisions against real time", Rule.Linearizability, "A 5 6 put \"k\" \"a\" = written 2 \"k\"", "B 1 2 put \"l\" \"b\" = written 3 \"l\"")]
    [InlineData("a read from the future", Rule.Linearizability, "B 1 2 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1",
        "A 3 4 put \"k\" \"a\" = written 2 \"k\"")]
    [InlineData("a pending write takes effect before it is called", Rule.Answers, "A 5 - put \"k\" \"a\" = ?", "B 1 2 put \"l\" \"b\" = written 3 \"l\"")]
    [InlineData("lost update", Rule.Answers, PutA, "A 3 5 cas \"k\" \"b\" if 2 = swapped 3", "B 4 6 cas \"k\" \"c\" if 2 = swapped 4")]
    [InlineData("two writes of one revision", Rule.Answers, PutA, "B 1 2 put \"l\" \"b\" = written 2 \"l\"")]
    [InlineData("a revision that nobody made", Rule.Answers, PutA, "A 3 4 put \"k\" \"b\" = written 4 \"k\"")]
    [InlineData("an acknowledged write is gone", Rule.Answers, PutA, "B 3 4 range \"k\" = read 2 count 0")]
    [InlineData("a value of another state", Rule.Answers, PutA, PutB, "B 5 6 range \"k\" = read 3 count 1 : \"k\" \"a\" 2 3 2")]
    [InlineData("a refused write happens", Rule.ExactlyOnce, "A 1 - put \"k\" \"a\" = refused", "B 3 4 range \"k\" = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a pending append happens twice", Rule.Answers, "A 1 - append \"a\" = ?",
        "B 2 3 range \"values/00000000000000000002\" = read 3 count 1 : \"values/00000000000000000002\" \"a\" 2 2 1",
        "C 2 3 range \"values/00000000000000000003\" = read 3 count 1 : \"values/00000000000000000003\" \"a\" 3 3 1")]
    [InlineData("a wrong count", Rule.Answers, PutA, "B 3 4 range \"k\" = read 2 count 2 : \"k\" \"a\" 2 2 1")]
    [InlineData("a compacted revision is read", Rule.Linearizability, PutA, PutB, "A 5 6 compact 3 = compacted 3",
        "B 7 8 range \"k\" at 2 = read 3 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("a revision counts as compacted too early", Rule.Linearizability, PutA, PutB, "B 5 6 range \"k\" at 2 = failed Compacted",
        "A 7 8 compact 3 = compacted 3")]
    [InlineData("nothing was compacted", Rule.Answers, PutA, PutB, "B 5 6 range \"k\" at 2 = failed Compacted")]
    [InlineData("compactions go back", Rule.Answers, PutA, PutB, "A 5 6 compact 3 = compacted 3", "A 7 8 put \"k\" \"c\" = written 4 \"k\"",
        "A 9 10 compact 2 = compacted 4")]
    [InlineData("a known revision counts as yet to come", Rule.Linearizability, PutA, PutB, "B 5 6 range \"k\" at 3 = failed FutureRevision")]
    public void Refused(string what, string rule, params string[] lines)
    {
        var calls = Parse(lines);

        var verdict = RevisionCheck.Check(calls);

        Assert.True(verdict.Kind == VerdictKind.Violation, what);
        Assert.True(verdict.Rule == rule, $"{what}: {verdict}");
        Assert.True(General(calls).Kind == VerdictKind.Violation, $"{what}, in general");
    }

    [Theory]
    [InlineData("old", true, "B 5 6 range \"k\" serializable = read 2 count 1 : \"k\" \"a\" 2 2 1")]
    [InlineData("older than an earlier one", true, "B 5 6 range \"k\" serializable = read 3 count 1 : \"k\" \"b\" 2 3 2",
        "B 7 8 range \"k\" serializable = read 1 count 0")]
    [InlineData("of a learner that is behind", true, "B 5 6 range \"k\" at 3 serializable = failed FutureRevision")]
    [InlineData("of a state that never was", false, "B 5 6 range \"k\" serializable = read 3 count 1 : \"k\" \"a\" 2 3 2")]
    [InlineData("from the future", false, "B 5 6 range \"k\" serializable = read 4 count 1 : \"k\" \"c\" 2 4 3",
        "A 7 8 put \"k\" \"c\" = written 4 \"k\"")]
    [InlineData("of what is gone afterwards", false, "C 5 - put \"k\" \"c\" = ?",
        "B 6 7 range \"k\" serializable = read 4 count 1 : \"k\" \"c\" 2 4 3", "B 8 9 range \"k\" = read 3 count 1 : \"k\" \"b\" 2 3 2")]
    public void Serializable_reads(string what, bool isFine, params string[] lines)
    {
        var verdict = RevisionCheck.Check(Parse([PutA, PutB, .. lines]));

        Assert.True(verdict.IsLinearizable == isFine, $"{what}: {verdict}");
    }

    [Fact]
    public void A_decided_log_says_what_pending_writes_did()
    {
        var calls = Parse("A 1 - put \"k\" \"a\" = ?", "B 2 - put \"k\" \"b\" = ?", "C 3 4 put \"l\" \"c\" = written 3 \"l\"");

        Assert.True(RevisionCheck.Check(calls).IsLinearizable);
        Assert.True(RevisionCheck.Check(calls, [calls[1], calls[2]]).IsLinearizable);
        Assert.Equal(Rule.Answers, RevisionCheck.Check(calls, [calls[1], calls[0], calls[2]]).Rule);
        Assert.Equal(Rule.ExactlyOnce, RevisionCheck.Check(calls, [calls[1]]).Rule);
        Assert.Equal(Rule.ExactlyOnce, RevisionCheck.Check(calls, [calls[1], calls[2], calls[1]]).Rule);
    }

    [Fact]
    public void A_decided_log_with_a_refused_write_is_found()
    {
        var calls = Parse("A 1 - put \"k\" \"a\" = refused");

        Assert.Equal(Rule.ExactlyOnce, RevisionCheck.Check(calls, [calls[0]]).Rule);
    }

    [Fact]
    public void The_check_gives_up_at_its_bound_and_does_not_say_that_all_is_well()
    {
        var calls = Parse(
            "A 1 - put \"k\" \"a\" = ?", "B 2 - put \"k\" \"b\" = ?", "C 3 - put \"k\" \"c\" = ?",
            "D 4 5 put \"l\" \"d\" = written 5 \"l\"", "D 6 7 range \"k\" = read 5 count 0");

        var verdict = RevisionCheck.Check(calls, stepsMax: 3);

        Assert.Equal(VerdictKind.GaveUp, verdict.Kind);
        Assert.Equal(VerdictKind.Violation, RevisionCheck.Check(calls).Kind);
    }

    private static StoreCall[] Parse(params string[] lines) =>
        [.. HistoryText.Parse(lines.Prepend("history store")).Calls.Cast<StoreCall>()];

    private static Verdict General(IEnumerable<StoreCall> calls) => GeneralCheck.Check(calls, new StoreModel());
}
