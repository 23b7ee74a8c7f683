using System.Text;
using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Store;

namespace Paxos.Simulator.History;

/// <summary>
/// Judges what the applications were told against what the chosen log did: every effect once, no effect of a denied request, every answer
/// the model's, and everything linearizable.
/// </summary>
internal static class HistoryChecker
{
    // What an encoded answer has beside key and value: a kind, some numbers, two lengths.
    private const int FramingBytesMax = 64;

    private const string ExactlyOnce = "exactly-once";
    private const string Answers = "answers";

    /// <summary>Checks a whole run.</summary>
    /// <exception cref="ViolationException">The history is not what the log explains.</exception>
    public static void Check(IReadOnlyList<HistoryEntry> entries, LogReplay replay)
    {
        var executed = IndexExecutions(replay);
        CheckKnown(entries, executed);
        foreach (var entry in entries)
        {
            if (entry.Kind == RequestKind.Write)
            {
                CheckWrite(entry, executed.GetValueOrDefault(KeyOf(entry.Bytes)));
            }
            else if (entry.IsDone)
            {
                CheckRead(entry, replay.Store);
            }
        }

        Linearizability.Check(entries, replay);
    }

    /// <summary>A dictionary key for an operation's bytes.</summary>
    internal static string KeyOf(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);

    private static Dictionary<string, Execution> IndexExecutions(LogReplay replay)
    {
        var executed = new Dictionary<string, Execution>(StringComparer.Ordinal);
        var revision = 1L;
        foreach (var execution in replay.Executions)
        {
            if (!executed.TryAdd(KeyOf(execution.Bytes), execution))
            {
                var first = executed[KeyOf(execution.Bytes)].Key;
                throw new ViolationException(ExactlyOnce, $"one request is executed as {first} and as {execution.Key}");
            }

            revision += execution.Changed ? 1 : 0;
            if (execution.Revision != revision)
            {
                throw new ViolationException(Answers, $"{execution.Key} has revision {execution.Revision}, not {revision}");
            }
        }

        return executed;
    }

    private static void CheckKnown(IReadOnlyList<HistoryEntry> entries, Dictionary<string, Execution> executed)
    {
        var known = entries.Select(entry => KeyOf(entry.Bytes)).ToHashSet(StringComparer.Ordinal);
        foreach (var (bytes, execution) in executed)
        {
            if (!known.Contains(bytes))
            {
                throw new ViolationException(ExactlyOnce, $"{execution.Key} is executed and nobody asked for it");
            }
        }
    }

    private static void CheckWrite(HistoryEntry entry, Execution? execution)
    {
        if (execution is not null && entry.IsDenied)
        {
            throw new ViolationException(ExactlyOnce, $"{entry} was denied and is executed as {execution.Key}");
        }

        if (!entry.IsDone)
        {
            return;
        }

        if (execution is null)
        {
            throw new ViolationException(ExactlyOnce, $"{entry} was answered and is not in the log");
        }

        if (!AreEqual(entry.Result!, execution.Result) && !AreEqual(entry.Result!, Remembered(execution.Result)))
        {
            throw new ViolationException(Answers, $"{entry} was answered {entry.Result}, not {execution.Result}");
        }
    }

    // A repeated answer comes from what the session remembers, and that leaves a long current value out.
    private static OperationResult Remembered(OperationResult result) =>
        result is CompareAndSetResult { Current: { } current } compared
            && current.Key.Length + current.Value.Length + FramingBytesMax > Sessions.ResponseBytesMax
            ? compared with { Current = null }
            : result;

    private static void CheckRead(HistoryEntry entry, ModelStore store)
    {
        var range = (RangeOperation)entry.Operation;
        if (entry.Result is FailedResult { Error: StoreError.FutureRevision } && entry.Kind == RequestKind.SerializableRead)
        {
            // The learner is behind the revision asked for, which a serializable read may meet.
            return;
        }

        if (entry.Result is FailedResult { Error: StoreError.Compacted } && range.Revision > 0 && range.Revision < store.CompactRevision)
        {
            return;
        }

        if (entry.Result is not RangeResult told || told.Revision > store.Revision)
        {
            throw new ViolationException(Answers, $"{entry} was answered {entry.Result}");
        }

        var expected = store.Read(range, told.Revision);
        if (!AreEqual(told, expected))
        {
            throw new ViolationException(
                Answers, $"{entry} was answered {Show(told)} at revision {told.Revision}, not {Show(expected)}");
        }
    }

    // The words of a refusal are the store's own affair.
    private static bool AreEqual(OperationResult left, OperationResult right) =>
        (left, right) is (FailedResult told, FailedResult expected)
            ? told.Error == expected.Error
            : Encode(left).SequenceEqual(Encode(right));

    private static byte[] Encode(OperationResult result)
    {
        var writer = new ByteWriter();
        OperationResultCodec.Encode(result, writer);
        return writer.ToArray();
    }

    private static string Show(RangeResult range) =>
        $"[{string.Join(' ', range.KeyValues.Select(pair => $"{KeyOf(pair.Key)}@{pair.ModRevision}"))}] of {range.Count}";
}
