using Paxos.Linearizability.Text;
using Paxos.Protocol;

namespace Paxos.Linearizability.Tests;

public sealed class HistoryTextTests
{
    [Fact]
    public void A_history_of_the_store_is_read_as_it_was_written()
    {
        var made = new MadeHistory(new Prng(3), processes: 5, keys: 3) { Losses = 0.1, Compactions = 0.1 }.Make(300);
        var lines = HistoryText.Format(HistoryKind.Store, made).ToArray();

        var (kind, calls) = HistoryText.Parse(lines);

        Assert.Equal(HistoryKind.Store, kind);
        Assert.Equal(lines, HistoryText.Format(kind, calls));
    }

    [Theory]
    [InlineData("register", "p 1 2 write \"a b\" = ok")]
    [InlineData("register", "p 1 - read = ?")]
    [InlineData("register", "p 1 2 read = none")]
    [InlineData("cas-register", "p 1 2 cas none \"\\\"\\\\\\x00\\xff\" = false")]
    [InlineData("cas-register", "p 1 - cas \"a\" \"b\" = refused")]
    [InlineData("key-value", "p 1 2 delete \"k\" = ok")]
    [InlineData("key-value", "p 1 2 cas \"k\" \"a\" \"b\" = true")]
    [InlineData("store", "p 1 2 range \"k\" to \"\\x00\" limit 2 at 3 since 4 serializable = failed Compacted")]
    public void A_line_is_read_as_it_was_written(string kind, string line)
    {
        string[] lines = [$"history {kind}", line];

        var (parsed, calls) = HistoryText.Parse(lines);

        Assert.Equal(lines, HistoryText.Format(parsed, calls));
    }

    [Fact]
    public void Comments_and_empty_lines_say_nothing()
    {
        var (_, calls) = HistoryText.Parse(["# a note", "", "history register", "  # another", "p 1 2 read = none"]);

        Assert.Equal(5, Assert.Single(calls).Number);
    }

    [Theory]
    [InlineData("", "Line 1: 'history' and a kind are missing")]
    [InlineData("p 1 2 read = none", "Line 1: 'history' is expected before 'p 1 2 read = none'")]
    [InlineData("history queue", "Line 1: a history is of store, register, cas-register, key-value. It is 'queue'")]
    [InlineData("history register now", "Line 1: the line should have ended before 'now'")]
    [InlineData("history register|p", "Line 2: the time of the call is missing at the end")]
    [InlineData("history register|p one 2 read = none", "Line 2: the time of the call must be a whole number of at least 0. It is 'one'")]
    [InlineData("history register|p 3 2 read = none", "Line 2: an answer comes after its call. They are at 2 and 3")]
    [InlineData("history register|p 1 - read = none", "Line 2: the time of the answer is - when there is none, and only then")]
    [InlineData("history register|p 1 2 read = ?", "Line 2: the time of the answer is - when there is none, and only then")]
    [InlineData("history register|p 1 2 cas none \"a\" = true", "Line 2: a register cannot be called with 'cas'")]
    [InlineData("history register|p 1 2 write a = ok", "Line 2: the value must stand in quotation marks before 'a = ok'")]
    [InlineData("history register|p 1 2 write \"a = ok", "Line 2: the value has no closing quotation mark")]
    [InlineData("history register|p 1 2 write \"a\"b = ok", "Line 2: a blank is expected after the value, before 'b = ok'")]
    [InlineData("history register|p 1 2 write \"\\n\" = ok", "Line 2: a backslash in the value must stand before \", \\, or x and two hexadecimal digits")]
    [InlineData("history register|p 1 2 write \"ã\" = ok", "Line 2: the value must write the character 00e3 as \\x and two digits for each of its bytes")]
    [InlineData("history register|p 1 2 write \"a\" = true", "Line 2: 'ok' is expected before 'true'")]
    [InlineData("history cas-register|p 1 2 cas none \"a\" = ok", "Line 2: a comparison is answered true, false, refused or ?. It is 'ok'")]
    [InlineData("history key-value|p 1 2 read \"\" = none", "Line 2: a key must not be empty")]
    [InlineData("history register|p 1 4 read = none|p 3 5 read = none", "Line 3: p calls at 3, before its call of line 2 is answered")]
    [InlineData("history store|p 1 2 get \"k\" = ?", "Line 2: the store is called with append, put, delete, cas, compact or range. It is 'get'")]
    [InlineData("history store|p 1 2 put \"k\" \"v\" = ok", "Line 2: an answer is written, deleted, swapped, differs, compacted, read, failed, refused or ?. It is 'ok'")]
    [InlineData("history store|p 1 2 put \"k\" \"v\" = deleted 2 1", "Line 2: deleted 2 1 is no answer to put \"k\" \"v\"")]
    [InlineData("history store|p 1 2 put \"k\" \"v\" = written 0 \"k\"", "Line 2: the revision must be a whole number of at least 1. It is '0'")]
    [InlineData("history store|p 1 2 range \"k\" at 2 = failed Always", "Line 2: an error is Compacted or FutureRevision. It is 'Always'")]
    [InlineData("history store|p 1 2 put \"k\" \"v\" serializable = ?", "Line 2: '=' is expected before 'serializable = ?'")]
    public void What_is_no_history_is_refused_by_line_value_and_rule(string text, string message)
    {
        var wrong = Assert.Throws<HistoryFormatException>(() => HistoryText.Parse(text.Split('|')));

        Assert.Equal(message, wrong.Message);
    }
}
