using System.Diagnostics;

namespace Paxos.Cli.Local;

/// <summary>
/// Starts, finds and signals the processes of a local cluster. A process is found by its recorded id, never by name.
/// </summary>
/// <param name="binary">The program <c>paxos-node</c>.</param>
/// <param name="directory">Where data, logs and process ids are.</param>
internal sealed class NodeProcesses(string binary, LocalDirectory directory)
{
    // Reads the log's name, then becomes the node: its own session, so that a closing terminal does not reach it, and
    // no handle of whoever called us. `exec` all the way keeps the process id that was started.
    private const string Launch = "log=$1; shift; exec setsid \"$@\" </dev/null >>\"$log\" 2>&1";

    /// <summary>The node's process id, or null where it does not run.</summary>
    public int? Find(LocalNode node) => directory.RecordedPid(node) is { } pid && IsNode(pid, node) ? pid : null;

    /// <summary>Starts a node and records its process id.</summary>
    /// <exception cref="CommandFailure">The program cannot be started.</exception>
    public Process Start(LocalNode node)
    {
        directory.TurnLog(node);
        var start = new ProcessStartInfo("/bin/sh", ["-c", Launch, "sh", directory.LogOf(node), binary, .. Arguments(node)]);

        // What the caller set for itself (PAXOS_ENDPOINTS, another node's settings) is not meant for the nodes.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("PAXOS_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        var process = Process.Start(start) ?? throw CommandFailure.Refused($"'{binary}' could not be started.");
        directory.RecordPid(node, process.Id);
        return process;
    }

    /// <summary>Asks a node to end; false where it does not run.</summary>
    public bool Terminate(LocalNode node) => Find(node) is { } pid && NativeMethods.Signal(pid, NativeMethods.SigTerm);

    /// <summary>Ends a node.</summary>
    public bool Kill(LocalNode node) => Find(node) is { } pid && NativeMethods.Signal(pid, NativeMethods.SigKill);

    private IEnumerable<string> Arguments(LocalNode node)
    {
        yield return "--role";
        yield return node.Roles;
        yield return "--name";
        yield return node.Name;
        yield return "--web-port";
        yield return $"{node.WebPort}";
        yield return "--peer-port";
        yield return $"{node.PeerPort}";
        if (node.ClientPort is { } port)
        {
            yield return "--client-port";
            yield return $"{port}";
        }

        if (node.HasData)
        {
            yield return "--data";
            yield return directory.DataOf(node);
        }

        yield return "--config";
        yield return directory.ClusterFile;
    }

    // Process ids are used again: this one is ours only while its command line is the node's. A dead process that
    // nobody has waited for has an empty one.
    private static bool IsNode(int pid, LocalNode node)
    {
        try
        {
            var words = File.ReadAllText($"/proc/{pid}/cmdline").Split('\0');
            var name = Array.IndexOf(words, "--name");
            return name >= 0 && name + 1 < words.Length && words[name + 1] == node.Name
                && words.Take(name).Any(word => Path.GetFileName(word).StartsWith("paxos-node", StringComparison.Ordinal));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
