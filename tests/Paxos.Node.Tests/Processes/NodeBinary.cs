namespace Paxos.Node.Tests.Processes;

/// <summary>The program under test.</summary>
internal static class NodeBinary
{
    // The copy beside the tests has the tests' settings of the runtime; the one where it was built has its own.
    public static string Path { get; } = System.IO.Path.Combine(
        AppContext.BaseDirectory.Replace(
            System.IO.Path.Combine("tests", "Paxos.Node.Tests"),
            System.IO.Path.Combine("node", "Paxos.Node"),
            StringComparison.Ordinal),
        "paxos-node");
}
