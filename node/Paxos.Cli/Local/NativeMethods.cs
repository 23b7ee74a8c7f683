using System.Runtime.InteropServices;

namespace Paxos.Cli.Local;

/// <summary>The two calls of the C library that .NET does not offer.</summary>
internal static class NativeMethods
{
    /// <summary>The signal that asks a process to end.</summary>
    public const int SigTerm = 15;

    /// <summary>The signal that ends a process.</summary>
    public const int SigKill = 9;

    private const int SetDescriptorFlags = 2;
    private const int CloseOnExec = 1;

    /// <summary>
    /// Marks every handle above standard error as not to be inherited. A script may have opened pipes and locks before
    /// it called us, and a node that runs for days must hold none of them.
    /// </summary>
    public static void KeepHandlesFromChildren()
    {
        foreach (var entry in Directory.EnumerateFileSystemEntries("/proc/self/fd"))
        {
            if (int.TryParse(Path.GetFileName(entry), out var descriptor) && descriptor > 2)
            {
                // The handle of this very listing is among them and closed by now; an error for it is no error.
                _ = Fcntl(descriptor, SetDescriptorFlags, CloseOnExec);
            }
        }
    }

    /// <summary>Sends a signal; false where there is no such process, or it is not ours.</summary>
    public static bool Signal(int pid, int signal) => Kill(pid, signal) == 0;

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Fcntl(int descriptor, int command, int argument);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
