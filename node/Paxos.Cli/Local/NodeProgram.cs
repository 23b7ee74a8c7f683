namespace Paxos.Cli.Local;

/// <summary>Finds the program <c>paxos-node</c>.</summary>
internal static class NodeProgram
{
    /// <summary>The environment variable that stands in for <c>--node-binary</c>.</summary>
    public const string Variable = "PAXOS_NODE_BINARY";

    /// <summary>
    /// The program that was named, or the one beside paxosctl, or the one in the folder next to paxosctl's.
    /// </summary>
    /// <exception cref="CommandFailure">Usage: there is none.</exception>
    public static string Find(string? given, Surroundings surroundings)
    {
        var named = given ?? surroundings.Variable(Variable);
        if (!string.IsNullOrEmpty(named))
        {
            return File.Exists(named)
                ? Path.GetFullPath(named)
                : throw CommandFailure.Usage($"The node's program must be an existing file. It is '{named}'.");
        }

        string[] places =
        [
            Path.Combine(AppContext.BaseDirectory, "paxos-node"),
            Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", "paxos-node", "paxos-node")),
        ];
        return places.FirstOrDefault(File.Exists)
            ?? throw CommandFailure.Usage(
                $"The node's program is neither {string.Join(" nor ", places)}; name it by --node-binary or {Variable}.");
    }
}
