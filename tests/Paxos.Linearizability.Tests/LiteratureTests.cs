using Paxos.Linearizability.General;
using Paxos.Linearizability.Models;
using Paxos.Linearizability.Text;

namespace Paxos.Linearizability.Tests;

/// <summary>Histories from the literature, with the verdicts that it gives them.</summary>
public sealed class LiteratureTests
{
    // Herlihy and Wing, "Linearizability: A Correctness Condition for Concurrent Objects" (1990), figure 1: four histories of a
    // FIFO queue, (a) and (c) accepted, (b) and (d) not. Here + enqueues and - dequeues.
    [Theory]
    [InlineData("figure 1(a)", true, "A 1 3 + x", "B 2 4 + y", "B 5 6 - x", "A 7 8 - y", "A 9 - + z")]
    [InlineData("figure 1(b)", false, "A 1 2 + x", "B 3 4 + y", "A 5 6 - y")]
    [InlineData("figure 1(c)", true, "A 1 - + x", "B 2 3 - x")]
    [InlineData("figure 1(d)", false, "A 1 3 + x", "B 2 4 + y", "A 5 7 - y", "B 6 8 - y")]
    public void Queues_of_Herlihy_and_Wing(string figure, bool isLinearizable, params string[] lines)
    {
        var verdict = GeneralCheck.Check(lines.Select(ParseQueueCall), new QueueModel());

        Assert.True(verdict.IsLinearizable == isLinearizable, $"{figure}: {verdict}");
    }

    // Registers in the manner of Herlihy and Wing 1990, sections 1 and 2: what overlaps a write may see it or not, but what was seen
    // once stays; a pending write is completed or left out, whichever explains the rest.
    [Theory]
    [InlineData("accepted: reads overlap the write", true,
        "A 1 2 write \"0\" = ok", "A 3 8 write \"1\" = ok", "B 4 5 read = \"0\"", "B 6 7 read = \"1\"")]
    [InlineData("refused: the new value, then the old one", false,
        "A 1 2 write \"0\" = ok", "A 3 8 write \"1\" = ok", "B 4 5 read = \"1\"", "C 6 7 read = \"0\"")]
    [InlineData("accepted: a write that never returned took effect", true,
        "A 1 2 write \"0\" = ok", "A 3 - write \"1\" = ?", "B 4 5 read = \"1\"")]
    [InlineData("accepted: a write that never returned took effect late", true,
        "A 1 2 write \"0\" = ok", "A 3 - write \"1\" = ?", "B 4 5 read = \"0\"", "B 6 7 read = \"1\"")]
    [InlineData("refused: a write that never returned was undone", false,
        "A 1 2 write \"0\" = ok", "A 3 - write \"1\" = ?", "B 4 5 read = \"1\"", "B 6 7 read = \"0\"")]
    [InlineData("refused: a stale read after the write ended", false,
        "A 1 2 write \"0\" = ok", "A 3 4 write \"1\" = ok", "B 5 6 read = \"0\"")]
    [InlineData("refused: a value that nobody wrote", false, "A 1 2 write \"0\" = ok", "B 3 4 read = \"7\"")]
    [InlineData("refused: a write that was promised not to happen", false, "A 1 - write \"0\" = refused", "B 3 4 read = \"0\"")]
    [InlineData("accepted: it did not happen", true, "A 1 - write \"0\" = refused", "B 3 4 read = none")]
    public void Registers(string what, bool isLinearizable, params string[] lines) =>
        AssertVerdict("register", what, isLinearizable, lines);

    // Lamport, "On Interprocess Communication" (1986): a regular register may show the old value after the new one while a write
    // is under way, an atomic one may not. Two writers: Attiya, Bar-Noy and Dolev (1995) add the write-back for just this case.
    [Theory]
    [InlineData("regular, not atomic", false,
        "W 1 10 write \"new\" = ok", "R1 2 3 read = \"new\"", "R2 4 5 read = none")]
    [InlineData("two writers, readers disagree on their order", false,
        "W1 1 4 write \"a\" = ok", "W2 2 5 write \"b\" = ok",
        "R1 6 7 read = \"a\"", "R2 8 9 read = \"b\"")]
    [InlineData("two writers, readers agree", true,
        "W1 1 4 write \"a\" = ok", "W2 2 5 write \"b\" = ok",
        "R1 6 7 read = \"a\"", "R2 8 9 read = \"a\"")]
    public void Atomic_and_regular_registers(string what, bool isLinearizable, params string[] lines) =>
        AssertVerdict("register", what, isLinearizable, lines);

    // The shapes of Jepsen's analyses: Knossos's "cas-register" tests, and the anomalies reported of etcd 0.4.1 and Consul 0.3
    // (2014: stale reads), of MongoDB 2.6 (2015: stale and dirty reads) and the lost update of Berenson et al. (1995, P4).
    [Theory]
    [InlineData("one of two comparisons with one expectation", true,
        "A 1 2 write \"0\" = ok", "A 3 5 cas \"0\" \"1\" = true", "B 4 6 cas \"0\" \"2\" = false", "C 7 8 read = \"1\"")]
    [InlineData("lost update: both held", false,
        "A 1 2 write \"0\" = ok", "A 3 5 cas \"0\" \"1\" = true", "B 4 6 cas \"0\" \"2\" = true")]
    [InlineData("dirty read: of a comparison that failed", false,
        "A 1 2 write \"0\" = ok", "A 3 4 cas \"5\" \"1\" = false", "B 5 6 read = \"1\"")]
    [InlineData("a comparison that timed out took effect", true,
        "A 1 2 write \"0\" = ok", "A 3 - cas \"0\" \"1\" = ?", "B 5 6 cas \"1\" \"2\" = true", "C 7 8 read = \"2\"")]
    [InlineData("a comparison that timed out cannot happen twice", false,
        "A 1 2 write \"0\" = ok", "A 3 - cas \"0\" \"1\" = ?", "B 5 6 cas \"1\" \"0\" = true", "C 7 8 read = \"1\"")]
    [InlineData("a comparison failed where it must have held", false,
        "A 1 2 write \"0\" = ok", "A 3 4 cas \"0\" \"1\" = false")]
    [InlineData("two that timed out, in the only order that explains the read", true,
        "A 1 2 write \"0\" = ok", "A 3 - cas \"0\" \"1\" = ?", "B 4 - cas \"1\" \"2\" = ?", "C 5 6 read = \"2\"")]
    public void Registers_with_compare_and_set(string what, bool isLinearizable, params string[] lines) =>
        AssertVerdict("cas-register", what, isLinearizable, lines);

    // Herlihy and Wing 1990, theorem 1 (locality): each key by itself. Sequential consistency (Lamport 1979) is not local: they
    // show it by two queues; here are two registers, both stale after the writes have ended.
    [Theory]
    [InlineData("keys are apart", true,
        "A 1 2 write \"x\" \"1\" = ok", "B 1 2 write \"y\" \"2\" = ok", "A 3 4 read \"y\" = \"2\"", "B 3 4 delete \"x\" = ok",
        "C 5 6 read \"x\" = none")]
    [InlineData("store buffering after both writes ended", false,
        "A 1 2 write \"x\" \"1\" = ok", "B 1 2 write \"y\" \"1\" = ok", "A 3 4 read \"y\" = none", "B 3 4 read \"x\" = none")]
    [InlineData("a deleted key comes back", false,
        "A 1 2 write \"x\" \"1\" = ok", "A 3 4 delete \"x\" = ok", "A 5 6 read \"x\" = \"1\"")]
    public void Keys_and_values(string what, bool isLinearizable, params string[] lines) =>
        AssertVerdict("key-value", what, isLinearizable, lines);

    private static void AssertVerdict(string kind, string what, bool isLinearizable, string[] lines)
    {
        var (_, calls) = HistoryText.Parse(lines.Prepend($"history {kind}"));

        var verdict = GeneralCheck.Check(calls.Cast<RegisterCall>(), new RegisterModel());

        Assert.True(verdict.IsLinearizable == isLinearizable, $"{what}: {verdict}");
        Assert.Equal(isLinearizable ? VerdictKind.Linearizable : VerdictKind.Violation, verdict.Kind);
    }

    private static QueueCall ParseQueueCall(string line, int number)
    {
        var words = new Words(line, number);
        var (process, invokedAt, returnedAt) = CallText.ParseHead(words);
        var adds = words.Word("+ or -") == "+";
        var value = words.Word("a value");
        return new QueueCall
        {
            Number = number,
            Process = process,
            InvokedAt = invokedAt,
            ReturnedAt = returnedAt,
            Outcome = returnedAt == Call.Never ? Outcome.Unknown : Outcome.Answered,
            Added = adds ? value : null,
            Got = adds ? null : value,
        };
    }
}
