using System.Globalization;
using Paxos.Chaos.Faults;
using Paxos.Linearizability;
using Paxos.Linearizability.Models;
using Paxos.Processes.Load;
using Paxos.Protocol.Store;

namespace Paxos.Chaos;

/// <summary>What a run came to: counts, and checks that hold or do not.</summary>
/// <param name="progress">Takes the lines.</param>
internal sealed class Report(Progress progress)
{
    private readonly List<(string What, string? Problem)> checks = [];
    private readonly List<string> lines = [];

    // Runs of this length have time for every kind of fault, in rounds.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(90);

    /// <summary>Whether a check does not hold.</summary>
    public bool HasFailed => checks.Any(check => check.Problem is not null);

    /// <summary>Notes a check.</summary>
    /// <param name="what">What should hold.</param>
    /// <param name="problem">Why it does not; null when it does.</param>
    public void Check(string what, string? problem) => checks.Add((what, problem));

    /// <summary>Calls by outcome, on one line.</summary>
    public static string Describe(IEnumerable<StoreCall> calls)
    {
        var counts = calls.CountBy(call => call.Outcome).ToDictionary();
        int Count(Outcome outcome) => counts.GetValueOrDefault(outcome);
        return Invariant($"{Count(Outcome.Answered)} answered, {Count(Outcome.Unknown)} unknown, {Count(Outcome.Refused)} refused");
    }

    /// <summary>Counts faults by kind.</summary>
    public void Faults(IReadOnlyDictionary<FaultKind, int> counts, IReadOnlyList<FaultKind> kinds, TimeSpan duration)
    {
        lines.Add($"faults: {counts.Values.Sum()}: {string.Join(", ", counts.Select(pair => $"{pair.Key} {pair.Value}"))}");
        var missing = kinds.Where(kind => !counts.ContainsKey(kind)).ToArray();
        if (duration >= LongEnough)
        {
            Check("every kind of fault has struck", missing.Length == 0 ? null : $"{string.Join(", ", missing)} did not.");
        }
    }

    /// <summary>Counts calls by operation and outcome.</summary>
    public void Operations(CallRecorder recorder, Verdict verdict)
    {
        var calls = recorder.Calls;
        lines.Add($"failures: {string.Join(", ", recorder.Failures
            .OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key} {pair.Value}"))}");
        foreach (var operation in calls.GroupBy(NameOf).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            lines.Add($"{operation.Key}: {Describe(operation)}");
        }

        var acknowledged = calls.Count(call => call is { IsWrite: true, IsAnswered: true });
        lines.Add($"history: {calls.Count} calls, {acknowledged} of them acknowledged writes: {verdict.Kind}");

        // Without work there is nothing to be wrong.
        Check("applications got answers", acknowledged > 0 ? null : "No write was acknowledged.");
    }

    /// <summary>Writes it, the counts of checks last.</summary>
    /// <returns>The program's exit code.</returns>
    public int End()
    {
        foreach (var line in lines)
        {
            progress.Result(line);
        }

        foreach (var (what, problem) in checks)
        {
            progress.Result(problem is null ? $"ok: {what}" : $"FAILED: {what}: {problem}");
        }

        var failed = checks.Count(check => check.Problem is not null);
        progress.Result($"{checks.Count - failed} passed, {failed} failed");
        return HasFailed ? 1 : 0;
    }

    private static string NameOf(StoreCall call) => call.Operation switch
    {
        AppendOperation => "append",
        PutOperation => "put",
        CompareAndSetOperation => "compare and set",
        DeleteRangeOperation => "delete",
        _ => call.IsSerializable ? "read, serializable" : "read, linearizable",
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
