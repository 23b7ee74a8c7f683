using System.Diagnostics;
using System.Globalization;
using System.Text;
using Paxos.Linearizability.Models;
using Paxos.Protocol.Store;

namespace Paxos.Linearizability.Text;

/// <summary>The lines of calls of the store.</summary>
internal static class StoreText
{
    /// <summary>A call's line.</summary>
    public static string Format(StoreCall call) =>
        $"{CallText.Head(call)} {Format(call.Operation)}{(call.IsSerializable ? " serializable" : "")} = "
        + (call.Result is null ? CallText.Unanswered(call) : Format(call.Result));

    /// <summary>An answer.</summary>
    public static string Format(OperationResult result) => result switch
    {
        WrittenResult written => Invariant($"written {written.Revision} {Quote(written.Key)}"),
        DeletedResult deleted => Invariant($"deleted {deleted.Revision} {deleted.Deleted}"),
        CompareAndSetResult { Succeeded: true } compared => Invariant($"swapped {compared.Revision}"),
        CompareAndSetResult compared =>
            Invariant($"differs {compared.Revision} {(compared.Current is null ? "none" : Format(compared.Current))}"),
        CompactedResult compacted => Invariant($"compacted {compacted.Revision}"),
        RangeResult range => Format(range),
        FailedResult failed => $"failed {failed.Error}",
        _ => throw new UnreachableException($"A result of an unknown type: {result.GetType().Name}."),
    };

    /// <summary>A key as it was seen.</summary>
    public static string Format(KeyValue pair) => Invariant(
        $"{Quote(pair.Key)} {Quote(pair.Value)} {pair.CreateRevision} {pair.ModRevision} {pair.Version}");

    /// <summary>Reads a line.</summary>
    /// <exception cref="HistoryFormatException">It is wrong.</exception>
    public static StoreCall Parse(Words words, int number)
    {
        var head = CallText.ParseHead(words);
        var operation = ParseOperation(words);
        var isSerializable = operation is RangeOperation && words.Take("serializable");
        words.Expect("=");
        var outcome = CallText.ParseOutcome(words, head);
        var result = outcome == Outcome.Answered ? ParseResult(words) : null;
        words.End();
        if (result is not null && !Fits(operation, result))
        {
            throw words.Wrong($"{Format(result)} is no answer to {Format(operation)}");
        }

        return new StoreCall
        {
            Number = number,
            Process = head.Process,
            InvokedAt = head.InvokedAt,
            ReturnedAt = head.ReturnedAt,
            Outcome = outcome,
            Operation = operation,
            IsSerializable = isSerializable,
            Result = result,
        };
    }

    private static string Format(Operation operation) => operation switch
    {
        AppendOperation append => $"append {Quote(append.Value)}",
        PutOperation put => $"put {Quote(put.Key)} {Quote(put.Value)}",
        DeleteRangeOperation delete => $"delete {Quote(delete.Key)}{FormatEnd(delete.RangeEnd)}",
        CompareAndSetOperation compare =>
            Invariant($"cas {Quote(compare.Key)} {Quote(compare.Value)} if {compare.ExpectedModRevision}"),
        CompactOperation compact => Invariant($"compact {compact.Revision}"),
        RangeOperation range => $"range {Quote(range.Key)}{FormatEnd(range.RangeEnd)}"
            + (range.Limit > 0 ? Invariant($" limit {range.Limit}") : "")
            + (range.Revision > 0 ? Invariant($" at {range.Revision}") : "")
            + (range.MinModRevision > 0 ? Invariant($" since {range.MinModRevision}") : ""),
        _ => throw new UnreachableException($"An operation of an unknown type: {operation.GetType().Name}."),
    };

    private static string Format(RangeResult range)
    {
        var text = new StringBuilder(Invariant($"read {range.Revision} count {range.Count}"));
        text.Append(range.More ? " more" : "");
        foreach (var pair in range.KeyValues)
        {
            text.Append(" : ").Append(Format(pair));
        }

        return text.ToString();
    }

    private static string FormatEnd(ReadOnlyMemory<byte> end) => end.IsEmpty ? "" : $" to {Quote(end)}";

    private static string Quote(ReadOnlyMemory<byte> bytes) => Words.Quote(ModelStore.Text(bytes));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> Bytes(Words words, string what) => Encoding.Latin1.GetBytes(words.Text(what));

    private static ReadOnlyMemory<byte> ParseEnd(Words words) => words.Take("to") ? Bytes(words, "the range's end") : default;

    private static Operation ParseOperation(Words words)
    {
        var verb = words.Word("what was called");
        switch (verb)
        {
            case "append":
                return new AppendOperation(Bytes(words, "the value"));
            case "put":
                return new PutOperation(Bytes(words, "the key"), Bytes(words, "the value"));
            case "delete":
                return new DeleteRangeOperation(Bytes(words, "the key"), ParseEnd(words));
            case "cas":
                var (key, value) = (Bytes(words, "the key"), Bytes(words, "the value"));
                words.Expect("if");
                return new CompareAndSetOperation(key, value, words.Number("the expected revision", 0));
            case "compact":
                return new CompactOperation(words.Number("the revision", 1));
            case "range":
                return ParseRange(words);
            default:
                throw words.Wrong($"the store is called with append, put, delete, cas, compact or range. It is '{verb}'");
        }
    }

    private static RangeOperation ParseRange(Words words)
    {
        var (key, end) = (Bytes(words, "the key"), ParseEnd(words));
        var limit = words.Take("limit") ? words.Number("the limit", 1) : 0;
        var revision = words.Take("at") ? words.Number("the revision", 1) : 0;
        var since = words.Take("since") ? words.Number("the lowest revision", 1) : 0;
        return new RangeOperation(key, end, limit, revision, since);
    }

    private static OperationResult ParseResult(Words words)
    {
        var kind = words.Word("an answer");
        switch (kind)
        {
            case "written":
                return new WrittenResult(words.Number("the revision", 1), Bytes(words, "the key"));
            case "deleted":
                return new DeletedResult(words.Number("the revision", 1), words.Number("the number of keys", 0));
            case "swapped":
                return new CompareAndSetResult(true, words.Number("the revision", 1), null);
            case "differs":
                return new CompareAndSetResult(
                    false, words.Number("the revision", 1), words.Take("none") ? null : ParseKeyValue(words));
            case "compacted":
                return new CompactedResult(words.Number("the revision", 1));
            case "read":
                return ParseRangeResult(words);
            case "failed":
                return ParseFailure(words);
            default:
                throw words.Wrong(
                    "an answer is written, deleted, swapped, differs, compacted, read, failed, refused or ?. "
                    + $"It is '{kind}'");
        }
    }

    private static RangeResult ParseRangeResult(Words words)
    {
        var revision = words.Number("the revision", 1);
        words.Expect("count");
        var count = words.Number("the count", 0);
        var more = words.Take("more");
        var pairs = new List<KeyValue>();
        while (words.Take(":"))
        {
            pairs.Add(ParseKeyValue(words));
        }

        return new RangeResult(revision, pairs, more, count);
    }

    private static KeyValue ParseKeyValue(Words words) => new(
        Bytes(words, "the key"),
        Bytes(words, "the value"),
        CreateRevision: words.Number("the create revision", 1),
        ModRevision: words.Number("the mod revision", 1),
        Version: words.Number("the version", 1));

    private static FailedResult ParseFailure(Words words)
    {
        var word = words.Word("an error");
        return word switch
        {
            nameof(StoreError.Compacted) => new FailedResult(StoreError.Compacted, string.Empty),
            nameof(StoreError.FutureRevision) => new FailedResult(StoreError.FutureRevision, string.Empty),
            _ => throw words.Wrong($"an error is Compacted or FutureRevision. It is '{word}'"),
        };
    }

    private static bool Fits(Operation operation, OperationResult result) => (operation, result) switch
    {
        (AppendOperation or PutOperation, WrittenResult) => true,
        (DeleteRangeOperation, DeletedResult) => true,
        (CompareAndSetOperation, CompareAndSetResult) => true,
        (CompactOperation, CompactedResult or FailedResult) => true,
        (RangeOperation, RangeResult or FailedResult) => true,
        _ => false,
    };
}
