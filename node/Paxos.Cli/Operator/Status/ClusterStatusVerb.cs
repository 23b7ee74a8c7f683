using System.CommandLine;
using Paxos.Cli.Operator.Cluster;
using Paxos.Cli.Verbs;

namespace Paxos.Cli.Operator.Status;

/// <summary><c>operator status NAME [-n NAMESPACE] [-w]</c>.</summary>
internal static class ClusterStatusVerb
{
    /// <summary>A person sees a change soon, and the server answers three small requests each time.</summary>
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var arguments = new ClusterArguments();
        var watch = new Option<bool>("--watch", "-w")
        {
            Description = "Goes on, and shows the cluster again whenever it has changed, until Ctrl-C.",
        };
        var command = new Command(
            "status", "Shows a PaxosCluster: its nodes, leader, quorum, roll-out, events, and what to do next where something is wrong.");
        arguments.AddTo(command);
        command.Add(watch);
        return binder.Bind(command, async (parsed, session, cancellationToken) =>
        {
            using var api = new ClusterApi(arguments.Target(parsed, session.Surroundings), session.Timeout);
            var name = arguments.Name(parsed);
            if (parsed.GetValue(watch))
            {
                await WatchAsync(session, api, name, cancellationToken);
            }
            else
            {
                var found = await ClusterFindings.ReadAsync(api, name, session.Surroundings.Time, cancellationToken);
                session.Printer.Print(
                    StatusDocument.Of(found), output => StatusText.Write(found, session.Printer.Wide, output));
            }
        });
    }

    private static async Task WatchAsync(Session session, ClusterApi api, string name, CancellationToken cancellationToken)
    {
        // The first look is not tried again: a wrong name should be told at once, not waited for.
        var shown = "";
        using var timer = new PeriodicTimer(WatchInterval, session.Surroundings.Time);
        try
        {
            do
            {
                shown = await ShowAsync(session, api, name, shown, cancellationToken);
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C is how a watch ends: it is done, not failed.
        }
    }

    private static async Task<string> ShowAsync(
        Session session, ClusterApi api, string name, string shown, CancellationToken cancellationToken)
    {
        try
        {
            var found = await ClusterFindings.ReadAsync(api, name, session.Surroundings.Time, cancellationToken);
            var document = StatusDocument.Of(found);
            var text = document.ToJsonString();
            if (text != shown)
            {
                session.Printer.PrintNext(document, Page(found, session.Printer.Wide));
            }

            return text;
        }
        catch (CommandFailure failure) when (shown.Length > 0 && failure.ExitCode == ExitCode.Unreachable)
        {
            if (shown != failure.Message)
            {
                await session.Surroundings.Error.WriteLineAsync($"{failure.Message} Still trying.");
            }

            return failure.Message;
        }
    }

    private static string Page(ClusterFindings found, bool wide)
    {
        var page = new StringWriter { NewLine = "\n" };
        StatusText.Write(found, wide, page);
        return page.ToString();
    }
}
