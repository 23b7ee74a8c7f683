using System.CommandLine;
using Paxos.Cli.Verbs;

namespace Paxos.Cli.Local;

/// <summary><c>local up|down|status</c>: what <c>run.sh</c> calls.</summary>
internal static class LocalVerb
{
    private static readonly TimeSpan UpTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan DownTimeout = TimeSpan.FromSeconds(10);

    /// <summary>The verb's grammar and action.</summary>
    public static Command Create(VerbBinder binder)
    {
        var directory = new Option<string>("--directory")
        {
            Description = "The folder of data, logs and process ids.",
            DefaultValueFactory = _ => ".paxos",
            Recursive = true,
        };
        var binary = new Option<string?>("--node-binary")
        {
            Description = $"The program paxos-node. [{NodeProgram.Variable}; default: the one beside paxosctl]",
        };
        var fresh = new Option<bool>("--fresh")
        {
            Description = "Stops the nodes where they run, and deletes their data first.",
        };
        var combined = new Option<bool>("--combined")
        {
            Description = "Three nodes that each hold all four roles, instead of the ten.",
        };
        var up = new Command("up", "Starts the nodes that do not run, and waits until all are ready.")
        {
            binary, fresh, combined,
        };
        var down = new Command("down", "Stops the nodes; their data stays.");
        var status = new Command("status", "Shows each node's process and whether it is ready.");
        return new Command("local", "Runs the ten documented nodes, or three combined ones, as processes on this machine.")
        {
            directory,
            binder.Bind(up, (parsed, session, cancellationToken) => UpAsync(
                session,
                new Place(
                    parsed.GetRequiredValue(directory),
                    parsed.GetValue(combined) ? LocalLayout.Combined : LocalLayout.Documented,
                    NodeProgram.Find(parsed.GetValue(binary), session.Surroundings)),
                parsed.GetValue(fresh),
                cancellationToken)),
            binder.Bind(down, (parsed, session, _) => DownAsync(session, parsed.GetRequiredValue(directory))),
            binder.Bind(status, async (parsed, session, cancellationToken) =>
            {
                var (_, cluster) = Open(session, Place.AsLastStarted(parsed.GetRequiredValue(directory)));
                LocalStatus.Print(await cluster.StatusAsync(cancellationToken), session.Printer);
            }),
        };
    }

    private static (LocalDirectory Directory, LocalCluster Cluster) Open(Session session, Place place)
    {
        var directory = new LocalDirectory(place.Path, place.Layout);
        var processes = new NodeProcesses(place.Binary, directory);
        return (directory, new LocalCluster(place.Layout, directory, processes, session.Surroundings));
    }

    private static async Task UpAsync(Session session, Place place, bool fresh, CancellationToken cancellationToken)
    {
        var (directory, cluster) = Open(session, place);
        using var alone = directory.Lock();
        CheckOther(session, place);
        if (fresh)
        {
            await cluster.DownAsync(session.TimeoutOr(DownTimeout));
            directory.DeleteData();
        }

        var started = await cluster.UpAsync(session.TimeoutOr(UpTimeout), cancellationToken);
        if (started == 0)
        {
            session.Printer.Say("All nodes are already running; nothing was changed.");
        }

        LocalStatus.Print(await cluster.StatusAsync(cancellationToken), session.Printer);
        session.Printer.Say(
            """

            Try:
              ./paxosctl localhost 6001 write "novo valor"
              ./paxosctl localhost 6001 read
              ./paxosctl nodes
            """);
    }

    private static async Task DownAsync(Session session, string path)
    {
        if (!Directory.Exists(path))
        {
            session.Printer.Say("No node is running.");
            return;
        }

        var (directory, cluster) = Open(session, Place.AsLastStarted(path));
        using var alone = directory.Lock();
        var stopped = await cluster.DownAsync(session.TimeoutOr(DownTimeout));
        session.Printer.Say(
            stopped == 0 ? "No node is running." : $"Stopped {stopped} nodes. Their data stays in {path}.");
    }

    // The two layouts share ports, and a folder's cluster file names the nodes of one.
    private static void CheckOther(Session session, Place place)
    {
        var last = Place.AsLastStarted(place.Path);
        var running = last.Layout == place.Layout ? 0 : Open(session, last).Cluster.Running;
        if (running > 0)
        {
            throw CommandFailure.Refused($"{running} of the nodes {last.Layout[0].Name} to {last.Layout[^1].Name} run in '{place.Path}'. "
                + "Stop them first: ./run.sh stop");
        }
    }

    private sealed record Place(string Path, IReadOnlyList<LocalNode> Layout, string Binary)
    {
        // Nothing is started there, so it does not matter which program would be.
        public static Place AsLastStarted(string path) => new(path, LocalLayout.In(path), "paxos-node");
    }
}
