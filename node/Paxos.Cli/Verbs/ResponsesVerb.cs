using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Cli.Connection;
using Paxos.Cli.Output;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>responses</c>.</summary>
internal static class ResponsesVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder) => binder.Bind(
        new Command("responses", "Lists what this client node has been answered, newest last; the last 1,000."),
        async (_, session, cancellationToken) =>
        {
            var response = await session.CallAsync(
                Effect.None,
                (channel, options) => channel.Node.ResponsesAsync(new ResponsesRequest(), options),
                cancellationToken);
            var records = response.Responses;
            session.Printer.Print(
                new JsonObject { ["responses"] = new JsonArray([.. records.Select(Document)]) },
                output => Table.Write(
                    output, ["TIME", "REQUEST", "OUTCOME", "REVISION", "LATENCY"], records.Select(Row)));
        });

    private static string TimeOf(ResponseRecord record) => DateTimeOffset
        .FromUnixTimeMilliseconds(record.UnixMilliseconds)
        .ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static JsonObject Document(ResponseRecord record) => new()
    {
        ["time"] = TimeOf(record),
        ["request"] = record.Request,
        ["outcome"] = record.Outcome,
        ["revision"] = record.Revision,
        ["latencyMs"] = record.LatencyMilliseconds,
    };

    private static string[] Row(ResponseRecord record) =>
    [
        TimeOf(record),
        LineText.From(System.Text.Encoding.UTF8.GetBytes(record.Request)),
        LineText.From(System.Text.Encoding.UTF8.GetBytes(record.Outcome)),
        record.Revision.ToString(CultureInfo.InvariantCulture),
        string.Create(CultureInfo.InvariantCulture, $"{record.LatencyMilliseconds:F1}ms"),
    ];
}
