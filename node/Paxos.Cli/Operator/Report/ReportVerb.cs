using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Paxos.Cli.Local;
using Paxos.Cli.Operator.Cluster;
using Paxos.Cli.Operator.Status;
using Paxos.Cli.Verbs;

namespace Paxos.Cli.Operator.Report;

/// <summary><c>operator report NAME [-o FILE.tar.gz]</c>.</summary>
internal static class ReportVerb
{
    /// <summary>What the archive's name ends in.</summary>
    public const string Ending = ".tar.gz";

    /// <summary>A log may take the server a while.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var arguments = new ClusterArguments();
        var file = new Option<string?>("--output-file", "-o")
        {
            Description = $"The archive, whose name ends in {Ending}. [default: paxos-report-NAMESPACE-NAME-TIME{Ending}]",
            HelpName = $"FILE{Ending}",
        };
        var command = new Command(
            "report",
            "Collects what somebody needs who is to help from afar: the resource, its objects, events, logs, the nodes' own status and the "
                + "operator's log, without Secrets and what looks like a credential.");
        arguments.AddTo(command);
        command.Add(file);
        return binder.Bind(command, (parsed, session, cancellationToken) => RunAsync(
            session,
            arguments.Target(parsed, session.Surroundings),
            arguments.Name(parsed),
            parsed.GetValue(file),
            cancellationToken));
    }

    private static async Task RunAsync(
        Session session, ApiTarget target, string name, string? file, CancellationToken cancellationToken)
    {
        var now = session.Surroundings.Time.GetUtcNow();
        var path = file ?? string.Create(
            CultureInfo.InvariantCulture, $"paxos-report-{target.Namespace}-{name}-{now:yyyyMMdd'T'HHmmss'Z'}{Ending}");
        if (!path.EndsWith(Ending, StringComparison.Ordinal) || Path.GetFileName(path) == Ending)
        {
            throw CommandFailure.Usage($"--output-file must be a name that ends in {Ending}. It is '{path}'.");
        }

        using var api = new ClusterApi(target, session.TimeoutOr(Timeout));
        var found = await ClusterFindings.ReadAsync(api, name, session.Surroundings.Time, cancellationToken);
        var progress = new Progress(session.Surroundings);
        await using var bundle = new ReportBundle(path, now);
        var about = await new ReportCollector(api, bundle, new ReportReader(bundle, progress), name)
            .CollectAsync(found, cancellationToken);
        await bundle.FinishAsync(about, cancellationToken);
        progress.End();
        Tell(session, path, bundle);
    }

    private static void Tell(Session session, string path, ReportBundle bundle) => session.Printer.Print(
        new JsonObject { ["file"] = path, ["files"] = bundle.Files, ["couldNotBeRead"] = bundle.Missing },
        output =>
        {
            output.WriteLine($"Wrote {path} with {bundle.Files} files. manifest.json in it says what was taken out and what could not be "
                + $"read ({bundle.Missing}). Look through it before you hand it on.");
        });
}
