using System.CommandLine;
using System.Text.Json.Nodes;
using Paxos.Cli.Connection;
using Paxos.Cli.Grammar;
using Paxos.Node.Protos;

namespace Paxos.Cli.Verbs;

/// <summary><c>compact REVISION</c>.</summary>
internal static class CompactVerb
{
    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var revision = Typed.NumberArgument(
            "REVISION", "Revisions before this one can no longer be read.", 1, long.MaxValue);
        return binder.Bind(
            new Command("compact", "Forgets old revisions.") { revision },
            async (parsed, session, cancellationToken) =>
            {
                var request = new CompactRequest { Revision = parsed.GetRequiredValue(revision) };
                var response = await session.CallAsync(
                    Effect.Changes,
                    (channel, options) => channel.Store.CompactAsync(request, options),
                    cancellationToken);
                session.Printer.Print(
                    new JsonObject { ["compactedRevision"] = request.Revision, ["revision"] = response.Revision },
                    output => output.WriteLine($"Compacted up to revision {request.Revision}."));
            });
    }
}
