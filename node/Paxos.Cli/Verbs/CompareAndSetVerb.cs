using System.CommandLine;
using System.Text.Json.Nodes;
using Paxos.Cli.Connection;
using Paxos.Cli.Grammar;
using Paxos.Cli.Output;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>cas VALUE --key K --expected REVISION</c>.</summary>
internal static class CompareAndSetVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var value = Values.Argument();
        var key = Keys.Option("The key to write.", required: true);
        var expected = Typed.Number(
            "--expected", "The key's mod revision that must hold; 0: the key must not exist.",
            0, long.MaxValue, fallback: 0);
        expected.Required = true;
        expected.DefaultValueFactory = null;
        var command = new Command("cas", "Writes a value if the key is still as it was: compare and set.")
        {
            value, key, expected,
        };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var request = new CompareAndSetRequest
            {
                Key = Keys.Encode(parsed.GetRequiredValue(key)!),
                ExpectedModRevision = parsed.GetRequiredValue(expected),
            };
            request.Value = await Values.LoadAsync(
                parsed.GetRequiredValue(value), session.Surroundings.Input, cancellationToken);
            var response = await session.CallAsync(
                Effect.Changes,
                (channel, options) => channel.Store.CompareAndSetAsync(request, options),
                cancellationToken);
            Print(session.Printer, request, response);
        });
    }

    private static void Print(Printer printer, CompareAndSetRequest request, CompareAndSetResponse response)
    {
        var key = LineText.From(request.Key.Span);
        var document = new JsonObject
        {
            ["succeeded"] = response.Succeeded,
            ["revision"] = response.Revision,
            ["current"] = response.Current is { } current ? Documents.KeyValue(current) : null,
        };
        printer.Print(document, output =>
        {
            if (response.Succeeded)
            {
                output.WriteLine($"Wrote {key} at revision {response.Revision}.");
            }
        });
        if (!response.Succeeded)
        {
            var finding = response.Current is { } found ? $"is {found.ModRevision}" : "is 0, for it does not exist";
            throw CommandFailure.Refused(
                $"The mod revision of {key} must be {request.ExpectedModRevision}. It {finding}. Nothing was written.");
        }
    }
}
