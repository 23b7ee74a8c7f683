using Paxos.Linearizability.Models;

namespace Paxos.Linearizability.Text;

/// <summary>The lines of calls of registers.</summary>
internal static class RegisterText
{
    private const string None = "none";

    /// <summary>A call's line; with a key where it has one.</summary>
    public static string Format(RegisterCall call)
    {
        var key = call.Key.Length > 0 ? $" {Words.Quote(call.Key)}" : string.Empty;
        return $"{CallText.Head(call)} {FormatAction(call, key)} = {(call.IsAnswered ? FormatAnswer(call) : CallText.Unanswered(call))}";
    }

    /// <summary>Reads a line.</summary>
    /// <param name="words">The line.</param>
    /// <param name="number">Which call it is.</param>
    /// <param name="kind">What may be called.</param>
    /// <exception cref="HistoryFormatException">It is wrong.</exception>
    public static RegisterCall Parse(Words words, int number, HistoryKind kind)
    {
        var head = CallText.ParseHead(words);
        var action = ParseAction(words, kind);
        var key = kind == HistoryKind.KeyValue ? words.Text("the key") : string.Empty;
        if (kind == HistoryKind.KeyValue && key.Length == 0)
        {
            throw words.Wrong("a key must not be empty");
        }

        var expected = action == RegisterAction.CompareAndSet ? ParseValue(words, "the expected value") : null;
        var value = action is RegisterAction.Write or RegisterAction.CompareAndSet ? words.Text("the value") : null;
        words.Expect("=");
        var outcome = CallText.ParseOutcome(words, head);
        var isRead = outcome == Outcome.Answered && action == RegisterAction.Read;
        var call = new RegisterCall
        {
            Number = number,
            Process = head.Process,
            InvokedAt = head.InvokedAt,
            ReturnedAt = head.ReturnedAt,
            Outcome = outcome,
            Action = action,
            Key = key,
            Expected = expected,
            Value = value,
            ReadValue = isRead ? ParseValue(words, "the value read") : null,
            Succeeded = outcome == Outcome.Answered && !isRead && ParseSuccess(words, action),
        };
        words.End();
        return call;
    }

    private static string FormatAction(RegisterCall call, string key) => call.Action switch
    {
        RegisterAction.Read => $"read{key}",
        RegisterAction.Delete => $"delete{key}",
        RegisterAction.Write => $"write{key} {Words.Quote(call.Value!)}",
        _ => $"cas{key} {FormatValue(call.Expected)} {Words.Quote(call.Value!)}",
    };

    private static string FormatAnswer(RegisterCall call) => call.Action switch
    {
        RegisterAction.Read => FormatValue(call.ReadValue),
        RegisterAction.CompareAndSet => call.Succeeded ? "true" : "false",
        _ => "ok",
    };

    private static string FormatValue(string? value) => value is null ? None : Words.Quote(value);

    private static string? ParseValue(Words words, string what) => words.Take(None) ? null : words.Text(what);

    private static RegisterAction ParseAction(Words words, HistoryKind kind)
    {
        var verb = words.Word("what was called");
        return (verb, kind) switch
        {
            ("read", _) => RegisterAction.Read,
            ("write", _) => RegisterAction.Write,
            ("cas", HistoryKind.CasRegister or HistoryKind.KeyValue) => RegisterAction.CompareAndSet,
            ("delete", HistoryKind.KeyValue) => RegisterAction.Delete,
            _ => throw words.Wrong($"a {HistoryText.NameOf(kind)} cannot be called with '{verb}'"),
        };
    }

    private static bool ParseSuccess(Words words, RegisterAction action)
    {
        if (action != RegisterAction.CompareAndSet)
        {
            words.Expect("ok");
            return true;
        }

        var word = words.Word("true or false");
        return word is "true" or "false"
            ? word == "true"
            : throw words.Wrong($"a comparison is answered true, false, refused or ?. It is '{word}'");
    }
}
