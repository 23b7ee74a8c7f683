using System.Diagnostics;

namespace Paxos.Linearizability.Text;

/// <summary>
/// Histories as text, to be kept and checked again. The first line says what is called: <c>history store</c>, <c>history register</c>,
/// <c>history cas-register</c> or <c>history key-value</c>. Then one line a call: the process, the times of call and answer (<c>-</c>:
/// none), the call, <c>=</c>, and the answer (<c>?</c>: unknown; <c>refused</c>: promised not to have happened). Empty lines and
/// lines that begin with <c>#</c> say nothing.
/// </summary>
internal static class HistoryText
{
    /// <summary>The first word of a history.</summary>
    public const string Mark = "history";

    /// <summary>The name of a kind in the first line.</summary>
    public static string NameOf(HistoryKind kind) => kind switch
    {
        HistoryKind.Store => "store",
        HistoryKind.Register => "register",
        HistoryKind.CasRegister => "cas-register",
        HistoryKind.KeyValue => "key-value",
        _ => throw new UnreachableException($"A history of an unknown kind: {kind}."),
    };

    /// <summary>The lines of a history.</summary>
    public static IEnumerable<string> Format(HistoryKind kind, IEnumerable<Call> calls) =>
        calls.Select(call => call.ToString()).Prepend($"{Mark} {NameOf(kind)}");

    /// <summary>Reads a history.</summary>
    /// <returns>Its kind, and its calls in the order of their lines, numbered by them.</returns>
    /// <exception cref="HistoryFormatException">It breaks a rule.</exception>
    public static (HistoryKind Kind, IReadOnlyList<Call> Calls) Parse(IEnumerable<string> lines)
    {
        HistoryKind? kind = null;
        var calls = new List<Call>();
        var number = 0;
        foreach (var line in lines)
        {
            number++;
            var words = new Words(line, number);
            if (words.AtEnd || line.TrimStart().StartsWith('#'))
            {
                continue;
            }

            if (kind is not { } known)
            {
                kind = ParseKind(words);
                continue;
            }

            calls.Add(known == HistoryKind.Store ? StoreText.Parse(words, number) : RegisterText.Parse(words, number, known));
        }

        CheckProcesses(calls);
        return (kind ?? throw new HistoryFormatException(Math.Max(1, number), $"'{Mark}' and a kind are missing"), calls);
    }

    private static HistoryKind ParseKind(Words words)
    {
        words.Expect(Mark);
        var name = words.Word("a kind of history");
        words.End();
        foreach (var kind in Enum.GetValues<HistoryKind>())
        {
            if (NameOf(kind) == name)
            {
                return kind;
            }
        }

        throw words.Wrong($"a history is of {string.Join(", ", Enum.GetValues<HistoryKind>().Select(NameOf))}. It is '{name}'");
    }

    // Two calls of one process that overlap are a mistake of whoever recorded them: nothing that follows could be trusted.
    private static void CheckProcesses(List<Call> calls)
    {
        foreach (var process in calls.GroupBy(call => call.Process, StringComparer.Ordinal))
        {
            Call? before = null;
            foreach (var call in process.OrderBy(call => call.InvokedAt).ThenBy(call => call.Number))
            {
                if (before is { IsAnswered: true } && before.ReturnedAt > call.InvokedAt)
                {
                    throw new HistoryFormatException(
                        call.Number, $"{call.Process} calls at {call.InvokedAt}, before its call of line {before.Number} is answered");
                }

                before = call;
            }
        }
    }
}
