using System.Globalization;
using Paxos.Protocol;

namespace Paxos.Simulator;

/// <summary>One line about a message, a record or an event, for people who read traces.</summary>
internal static class Description
{
    /// <summary>Describes <paramref name="detail"/>; lists are written out.</summary>
    public static string Of(object? detail) => detail switch
    {
        null => string.Empty,
        string text => text,
        Promise promise => Text(
            $"Promise {promise.Ballot} chosenTo {promise.ChosenTo} covers {promise.Covers} ")
            + Text($"votes [{Votes(promise.Votes)}] faulty [{List(promise.Faulty)}]"),
        Accept accept => Text(
            $"Accept {accept.Ballot} from {accept.First} [{List(accept.Batches)}] chosenTo {accept.ChosenTo} counter {accept.Counter}"),
        Learn learn => Text(
            $"Learn {learn.Ballot} from {learn.First} [{List(learn.Batches)}] base {learn.Base} chosenTo {learn.ChosenTo}"),
        Fetched fetched => Text($"Fetched from {fetched.First} [{List(fetched.Batches)}]"),
        VotesRead read => Text(
            $"VotesRead {read.Nonce} covers {read.Covers} votes [{Votes(read.Votes)}] faulty [{List(read.Faulty)}]"),
        Submit submit => Text($"Submit [{List(submit.Commands)}]"),
        Refused refused => Text($"Refused {refused.Reason} leader '{refused.Leader}' [{List(refused.Commands)}]"),
        Answered answered => Text($"Answered [{List(answered.Answers)}]"),
        Attach attach => Text($"Attach {attach.Generation} [{List(attach.Sessions)}]"),
        IReadOnlyList<DurableRecord> records => List(records),
        _ => detail.ToString() ?? string.Empty,
    };

    private static string Votes(IReadOnlyList<Vote> votes) =>
        string.Join(' ', votes.Select(vote => Text($"{vote.Slot}:{vote.Ballot}={vote.Batch}{(vote.IsChosen ? "!" : "")}")));

    private static string List<T>(IReadOnlyList<T> items) => string.Join(' ', items);

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
