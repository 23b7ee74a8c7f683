using System.CommandLine;
using System.Text.Json.Nodes;
using Google.Protobuf;
using Paxos.Cli.Connection;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>delete --key K [--prefix]</c>.</summary>
internal static class DeleteVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var key = Keys.Option("The key to delete.", required: true);
        var prefix = Keys.PrefixOption("Deletes all keys that start with the key.");
        return binder.Bind(
            new Command("delete", "Deletes a key.") { key, prefix },
            async (parsed, session, cancellationToken) =>
            {
                var request = new DeleteRangeRequest { Key = Keys.Encode(parsed.GetRequiredValue(key)!) };
                request.RangeEnd = parsed.GetValue(prefix) ? Keys.EndOfPrefix(request.Key) : ByteString.Empty;
                var response = await session.CallAsync(
                    Effect.Changes,
                    (channel, options) => channel.Store.DeleteRangeAsync(request, options),
                    cancellationToken);
                session.Printer.Print(
                    new JsonObject { ["revision"] = response.Revision, ["deleted"] = response.Deleted },
                    output => output.WriteLine($"Deleted {response.Deleted} at revision {response.Revision}."));
            });
    }
}
