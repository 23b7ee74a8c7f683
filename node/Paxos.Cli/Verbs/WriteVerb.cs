using System.CommandLine;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Paxos.Cli.Connection;
using Paxos.Cli.Output;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>write VALUE [--key K]</c>.</summary>
internal static class WriteVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var value = Values.Argument();
        var key = Keys.Option(
            "Writes the value under this key; without it the value is appended as values/<revision>.");
        return binder.Bind(
            new Command("write", "Writes a value.") { value, key },
            async (parsed, session, cancellationToken) =>
            {
                var encodedKey = parsed.GetValue(key) is { } given ? Keys.Encode(given) : null;
                var bytes = await Values.LoadAsync(
                    parsed.GetRequiredValue(value), session.Surroundings.Input, cancellationToken);
                Print(session.Printer, await WriteAsync(session, encodedKey, bytes, cancellationToken));
            });
    }

    private static Task<WriteResponse> WriteAsync(
        Session session, ByteString? key, ByteString value, CancellationToken cancellationToken)
    {
        if (key is null)
        {
            var append = new AppendRequest { Value = value };
            return session.CallAsync(
                Effect.Changes, (channel, options) => channel.Store.AppendAsync(append, options), cancellationToken);
        }

        var put = new PutRequest { Key = key, Value = value };
        return session.CallAsync(
            Effect.Changes, (channel, options) => channel.Store.PutAsync(put, options), cancellationToken);
    }

    private static void Print(Printer printer, WriteResponse response)
    {
        var document = new JsonObject { ["revision"] = response.Revision };
        Documents.AddBytes(document, "key", response.Key);
        printer.Print(
            document,
            output => output.WriteLine($"Wrote {LineText.From(response.Key.Span)} at revision {response.Revision}."));
    }
}
