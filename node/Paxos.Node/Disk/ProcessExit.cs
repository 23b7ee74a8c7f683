using System.Diagnostics;

namespace Paxos.Node.Disk;

/// <summary>The end of a process that may no longer trust its disk.</summary>
internal static class ProcessExit
{
    /// <summary>
    /// The exit status that tells an operator to replace the disk rather than restart the process on it.
    /// </summary>
    public const int DiskFailed = 86;

    /// <summary>
    /// Ends the process at once with <paramref name="status"/>: no finally block, no handler and no flush runs, for
    /// any of them might tell somebody of a record that is not durable. (<see cref="Environment.FailFast(string)"/>
    /// would end with 134.)
    /// </summary>
    public static void Now(int status)
    {
        LibC.Exit(status);
        throw new UnreachableException($"_exit({status}) returned.");
    }
}
