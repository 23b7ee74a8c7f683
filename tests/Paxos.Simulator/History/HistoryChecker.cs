using System.Text;
using Paxos.Linearizability;
using Paxos.Linearizability.ByRevision;
using Paxos.Linearizability.Models;
using Paxos.Protocol;

namespace Paxos.Simulator.History;

/// <summary>
/// Judges what the applications were told against what the chosen log did: every effect once, nothing that nobody asked for, and, by the
/// common checker, no effect of a denied request, every answer the model's, and everything linearizable.
/// </summary>
internal static class HistoryChecker
{
    /// <summary>Checks a whole run.</summary>
    /// <exception cref="ViolationException">The history is not what the log explains.</exception>
    public static void Check(IReadOnlyList<HistoryEntry> entries, LogReplay replay)
    {
        var calls = new Dictionary<string, StoreCall>(StringComparer.Ordinal);
        var history = new List<StoreCall>(entries.Count);
        foreach (var entry in entries)
        {
            var call = entry.ToCall();
            history.Add(call);
            if (call.IsWrite)
            {
                calls.Add(KeyOf(entry.Bytes), call);
            }
        }

        var verdict = RevisionCheck.Check(history, Decided(replay, calls));
        if (!verdict.IsLinearizable)
        {
            throw new ViolationException(verdict.Rule, verdict.Explanation);
        }
    }

    private static List<StoreCall> Decided(LogReplay replay, Dictionary<string, StoreCall> calls)
    {
        var decided = new List<StoreCall>(replay.Executions.Count);
        var executed = new Dictionary<string, CommandKey>(StringComparer.Ordinal);
        foreach (var execution in replay.Executions)
        {
            var bytes = KeyOf(execution.Bytes);
            if (!executed.TryAdd(bytes, execution.Key))
            {
                throw new ViolationException(
                    Rule.ExactlyOnce, $"one request is executed as {executed[bytes]} and as {execution.Key}");
            }

            decided.Add(calls.GetValueOrDefault(bytes)
                ?? throw new ViolationException(Rule.ExactlyOnce, $"{execution.Key} is executed and nobody asked for it"));
        }

        return decided;
    }

    private static string KeyOf(ReadOnlyMemory<byte> bytes) => Encoding.Latin1.GetString(bytes.Span);
}
