using System.CommandLine;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Paxos.Cli.Grammar;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>read [--key K [--prefix]] [--limit N] [--from REVISION] [--consistency …]</c>.</summary>
internal static class ReadVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var key = Keys.Option("Reads the value of this key alone.");
        var prefix = Keys.PrefixOption("Reads the values of all keys that start with the key.");
        var limit = Typed.Number("--limit", "Prints only the N oldest; 0: all.", 0, int.MaxValue, fallback: 0);
        var from = Typed.Number(
            "--from", "Prints only values written at this revision or later.", 0, long.MaxValue, fallback: 0);
        var consistency = Typed.Choice<Consistency>(
            "--consistency", [], "serializable answers from the learner's own state, which may be behind.");
        var command = new Command(
            "read", "Prints one line per value, oldest first: revision, key and value, tabs between.")
        {
            key, prefix, limit, from, consistency,
        };
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            var request = new RangeRequest
            {
                Consistency = parsed.GetValue(consistency),
                MinModRevision = parsed.GetValue(from),
            };
            SetRange(request, parsed.GetValue(key), parsed.GetValue(prefix));
            var reader = new RangeReader(session);
            var (revision, pairs) = await reader.ReadOldestFirstAsync(
                request, (int)parsed.GetValue(limit), cancellationToken);
            Print(session, revision, pairs);
        });
    }

    /// <summary>Spans the key, its prefix, or everything.</summary>
    /// <exception cref="CommandFailure">Usage: the key is no key, or there is a prefix without one.</exception>
    private static void SetRange(RangeRequest request, string? key, bool prefix)
    {
        if (key is null)
        {
            request.Key = prefix ? throw CommandFailure.Usage("--prefix needs a --key.") : Keys.Smallest;
            request.RangeEnd = Keys.NoEnd;
            return;
        }

        request.Key = Keys.Encode(key);
        request.RangeEnd = prefix ? Keys.EndOfPrefix(request.Key) : ByteString.Empty;
    }

    private static void Print(Session session, long revision, IReadOnlyList<KeyValue> pairs)
    {
        var printer = session.Printer;
        var document = new JsonObject
        {
            ["revision"] = revision,
            ["values"] = new JsonArray([.. pairs.Select(Documents.KeyValue)]),
        };
        printer.Print(document, output =>
        {
            foreach (var pair in pairs)
            {
                output.WriteLine(Documents.Line(pair, printer.Wide));
            }
        });
    }
}
