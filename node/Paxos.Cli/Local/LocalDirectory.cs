using System.Globalization;

namespace Paxos.Cli.Local;

/// <summary>
/// Where a local cluster lives on disk: <c>cluster.yaml</c>, <c>logs/NAME.log</c>, <c>pids/NAME</c>, and a folder
/// <c>NAME</c> for each node with data. The logs stand apart from the data, so that a node can tell a blank disk.
/// </summary>
/// <param name="root">The folder, as it was given: relative paths stay relative.</param>
/// <param name="layout">The nodes.</param>
internal sealed class LocalDirectory(string root, IReadOnlyList<LocalNode> layout)
{
    // The first line of a cluster.yaml that paxosctl wrote. Without it the folder is somebody else's, and nothing in it
    // is touched.
    private const string Mark = "# Written by 'paxosctl local'; written anew at each start.";

    /// <summary>The file that names the acceptors and every node's peer address.</summary>
    public string ClusterFile => ClusterFileIn(root);

    /// <summary>The cluster file in a folder.</summary>
    public static string ClusterFileIn(string root) => Path.Combine(root, "cluster.yaml");

    /// <summary>A node's line in the cluster file.</summary>
    public static string PeerLine(LocalNode node) => $"  - {node.Name}=127.0.0.1:{node.PeerPort}";

    /// <summary>The folder of a node's data.</summary>
    public string DataOf(LocalNode node) => Path.Combine(root, node.Name);

    /// <summary>What a node writes to its standard output and error.</summary>
    public string LogOf(LocalNode node) => Path.Combine(root, "logs", $"{node.Name}.log");

    /// <summary>Opens the folder for one command alone, making it where it is not there.</summary>
    /// <returns>Closing it lets the next command in; a process that dies lets go as well.</returns>
    /// <exception cref="CommandFailure">Another command is at work, the folder is not ours, or it cannot be
    /// written.</exception>
    public FileStream Lock()
    {
        if (File.Exists(ClusterFile) && File.ReadLines(ClusterFile).FirstOrDefault() != Mark)
        {
            throw CommandFailure.Refused($"'{ClusterFile}' was not written by paxosctl, so '{root}' is left alone.");
        }

        Directory.CreateDirectory(Path.Combine(root, "logs"));
        Directory.CreateDirectory(Path.Combine(root, "pids"));
        try
        {
            return new FileStream(Path.Combine(root, "lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException exception)
        {
            throw CommandFailure.Refused($"Another 'paxosctl local' is at work in '{root}': {exception.Message}");
        }
    }

    /// <summary>Writes the cluster file; a reader sees the old one or the new one, never half.</summary>
    public void WriteClusterFile()
    {
        var acceptors = layout.Where(node => node.IsAcceptor);
        string[] lines =
        [
            Mark,
            "acceptors:", .. acceptors.Select(PeerLine),
            "peers:", .. layout.Select(PeerLine),
        ];
        var written = $"{ClusterFile}.new";
        File.WriteAllLines(written, lines);
        File.Move(written, ClusterFile, overwrite: true);
    }

    /// <summary>The process id that was recorded for a node, or null.</summary>
    public int? RecordedPid(LocalNode node) =>
        File.Exists(PidFileOf(node))
        && int.TryParse(File.ReadAllText(PidFileOf(node)).Trim(), CultureInfo.InvariantCulture, out var pid)
        && pid > 0
            ? pid
            : null;

    /// <summary>Records a node's process id.</summary>
    public void RecordPid(LocalNode node, int pid) =>
        File.WriteAllText(PidFileOf(node), pid.ToString(CultureInfo.InvariantCulture) + "\n");

    /// <summary>Forgets a node's process id.</summary>
    public void ForgetPid(LocalNode node) => File.Delete(PidFileOf(node));

    /// <summary>Starts a node's log anew; the log of its last life is kept beside it.</summary>
    public void TurnLog(LocalNode node)
    {
        var log = LogOf(node);
        if (File.Exists(log))
        {
            File.Move(log, $"{log}.previous", overwrite: true);
        }
    }

    /// <summary>The last lines of a node's log.</summary>
    public IReadOnlyList<string> LogTail(LocalNode node, int lines)
    {
        if (!File.Exists(LogOf(node)))
        {
            return [];
        }

        var tail = new Queue<string>(lines);
        foreach (var line in File.ReadLines(LogOf(node)))
        {
            if (tail.Count == lines)
            {
                tail.Dequeue();
            }

            tail.Enqueue(line);
        }

        return [.. tail];
    }

    /// <summary>Deletes what the nodes keep: their data and logs, nothing else that lies in the folder.</summary>
    /// <exception cref="CommandFailure">The folder has no cluster file of ours although it holds data.</exception>
    public void DeleteData()
    {
        var folders = layout.Select(DataOf).Append(Path.Combine(root, "logs")).Where(Directory.Exists).ToArray();
        if (!File.Exists(ClusterFile) && layout.Any(node => Directory.Exists(DataOf(node))))
        {
            throw CommandFailure.Refused(
                $"'{root}' has no cluster.yaml that paxosctl wrote, so its data is not deleted.");
        }

        foreach (var folder in folders)
        {
            Directory.Delete(folder, recursive: true);
        }

        Directory.CreateDirectory(Path.Combine(root, "logs"));
    }

    private string PidFileOf(LocalNode node) => Path.Combine(root, "pids", node.Name);
}
