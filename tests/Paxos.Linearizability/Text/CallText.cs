using System.Globalization;

namespace Paxos.Linearizability.Text;

/// <summary>What the lines of all kinds of calls have in common.</summary>
internal static class CallText
{
    private const string Pending = "-";
    private const string UnknownAnswer = "?";
    private const string RefusedAnswer = "refused";

    /// <summary>Process, invocation and return.</summary>
    public static string Head(Call call) => string.Create(
        CultureInfo.InvariantCulture,
        $"{call.Process} {call.InvokedAt} {(call.IsAnswered ? call.ReturnedAt.ToString(CultureInfo.InvariantCulture) : Pending)}");

    /// <summary>What stands in place of an answer that there is not.</summary>
    public static string Unanswered(Call call) => call.IsPending ? UnknownAnswer : RefusedAnswer;

    /// <summary>Reads the head.</summary>
    public static (string Process, long InvokedAt, long ReturnedAt) ParseHead(Words words)
    {
        var process = words.Word("a process");
        var invokedAt = words.Number("the time of the call", 0);
        var returnedAt = words.Take(Pending) ? Call.Never : words.Number("the time of the answer", 0);
        return returnedAt >= invokedAt
            ? (process, invokedAt, returnedAt)
            : throw words.Wrong($"an answer comes after its call. They are at {returnedAt} and {invokedAt}");
    }

    /// <summary>Reads how the call ended; after <see cref="Outcome.Answered"/> the answer is still there.</summary>
    public static Outcome ParseOutcome(Words words, (string Process, long InvokedAt, long ReturnedAt) head)
    {
        var outcome = words.Take(UnknownAnswer) ? Outcome.Unknown
            : words.Take(RefusedAnswer) ? Outcome.Refused
            : Outcome.Answered;
        if ((outcome == Outcome.Answered) == (head.ReturnedAt == Call.Never))
        {
            throw words.Wrong($"the time of the answer is {Pending} when there is none, and only then");
        }

        return outcome;
    }
}
