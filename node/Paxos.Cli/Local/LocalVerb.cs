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
        var up = new Command("up", "Starts the nodes that do not run, and waits until all are ready.")
        {
            binary, fresh,
        };
        var down = new Command("down", "Stops the nodes; their data stays.");
        var status = new Command("status", "Shows each node's process and whether it is ready.");
        return new Command("local", "Runs the ten documented nodes as processes on this machine.")
        {
            directory,
            binder.Bind(up, (parsed, session, cancellationToken) => UpAsync(
                session,
                parsed.GetRequiredValue(directory),
                NodeProgram.Find(parsed.GetValue(binary), session.Surroundings),
                parsed.GetValue(fresh),
                cancellationToken)),
            binder.Bind(down, (parsed, session, _) => DownAsync(session, parsed.GetRequiredValue(directory))),
            binder.Bind(status, async (parsed, session, cancellationToken) =>
            {
                var (_, cluster) = Open(session, parsed.GetRequiredValue(directory), "paxos-node");
                LocalStatus.Print(await cluster.StatusAsync(cancellationToken), session.Printer);
            }),
        };
    }

    private static (LocalDirectory Directory, LocalCluster Cluster) Open(Session session, string path, string binary)
    {
        var layout = LocalLayout.Documented;
        var directory = new LocalDirectory(path, layout);
        var processes = new NodeProcesses(binary, directory);
        return (directory, new LocalCluster(layout, directory, processes, session.Surroundings));
    }

    private static async Task UpAsync(
        Session session, string path, string binary, bool fresh, CancellationToken cancellationToken)
    {
        var (directory, cluster) = Open(session, path, binary);
        using var alone = directory.Lock();
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

        var (directory, cluster) = Open(session, path, "paxos-node");
        using var alone = directory.Lock();
        var stopped = await cluster.DownAsync(session.TimeoutOr(DownTimeout));
        session.Printer.Say(
            stopped == 0 ? "No node is running." : $"Stopped {stopped} nodes. Their data stays in {path}.");
    }
}
