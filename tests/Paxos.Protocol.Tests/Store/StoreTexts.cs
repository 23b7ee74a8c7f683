using Paxos.Protocol.Store;

namespace Paxos.Protocol.Tests.Store;

/// <summary>Keys, values and operations from text, and store contents as text, so that tests can be read.</summary>
internal static class StoreTexts
{
    public static ReadOnlyMemory<byte> Bytes(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.UTF8.GetString(bytes.Span);

    public static PutOperation Put(string key, string value) => new(Bytes(key), Bytes(value));

    public static DeleteRangeOperation Delete(string key, string rangeEnd = "") => new(Bytes(key), Bytes(rangeEnd));

    public static CompareAndSetOperation CompareAndSet(string key, string value, long expectedModRevision) =>
        new(Bytes(key), Bytes(value), expectedModRevision);

    public static RangeOperation Range(
        string key,
        string rangeEnd = "",
        long limit = 0,
        long revision = 0,
        long minModRevision = 0) => new(Bytes(key), Bytes(rangeEnd), limit, revision, minModRevision);

    /// <summary><c>key=value@mod(create,version)</c>, or <c>key deleted@mod</c>.</summary>
    public static string Line(KeyValue keyValue) => keyValue.IsTombstone
        ? $"{Text(keyValue.Key)} deleted@{keyValue.ModRevision}"
        : $"{Text(keyValue.Key)}={Text(keyValue.Value)}@{keyValue.ModRevision}"
            + $"({keyValue.CreateRevision},{keyValue.Version})";

    /// <summary>A whole answer on one line, for comparison.</summary>
    public static string Line(OperationResult result) => result switch
    {
        WrittenResult written => $"written {written.Revision} {Text(written.Key)}",
        DeletedResult deleted => $"deleted {deleted.Revision} {deleted.Deleted}",
        CompareAndSetResult compared => $"compared {compared.Succeeded} {compared.Revision} "
            + (compared.Current is null ? "" : Line(compared.Current)),
        CompactedResult compacted => $"compacted {compacted.Revision}",
        RangeResult range => $"range {range.Revision} more={range.More} count={range.Count}: "
            + string.Join(' ', range.KeyValues.Select(Line)),
        FailedResult failed => $"failed {failed.Error}",
        _ => throw new InvalidOperationException($"A result of an unknown type: {result.GetType().Name}."),
    };
}
