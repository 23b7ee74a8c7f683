using System.Globalization;
using System.Text;

namespace Paxos.Node.Disk;

/// <summary>A folder that one process keeps one role's durable state in, locked for as long as it is open.</summary>
internal sealed class DataFolder : IDisposable
{
    private const string LockName = "lock";
    private const uint OwnerOnly = 0b111_000_000;
    private const int ProcessIdBytes = 20;

    private readonly LinuxDiskFile lockFile;

    private DataFolder(LinuxDisk disk, LinuxDiskFile lockFile)
    {
        Disk = disk;
        this.lockFile = lockFile;
    }

    /// <summary>The folder's files.</summary>
    public LinuxDisk Disk { get; }

    /// <summary>Creates the folder if it is missing, for this user alone, and locks it.</summary>
    /// <exception cref="DataFolderException">It is no folder, not writable, or open in another process.</exception>
    /// <exception cref="DiskException">The disk fails.</exception>
    public static DataFolder Open(string path)
    {
        var folder = Path.GetFullPath(path);
        try
        {
            Create(folder);
            var file = LinuxDisk.OpenFile(Path.Combine(folder, LockName), LibC.ReadWrite | LibC.CreateIfMissing);
            try
            {
                TakeLock(file, folder);
                return new DataFolder(new LinuxDisk(folder), file);
            }
            catch
            {
                file.Dispose();
                throw;
            }
        }
        catch (DiskException failure) when (failure.Errno is Errno.EACCES or Errno.EPERM || IsNewOnReadOnlyDisk(failure, folder))
        {
            throw new DataFolderException($"The data folder {folder} is not writable: {failure.Message}", failure);
        }
        catch (DiskException failure) when (failure.Errno is Errno.ENOTDIR)
        {
            throw new DataFolderException($"The data folder {folder} is not a folder.", failure);
        }
    }

    /// <summary>Unlocks the folder.</summary>
    public void Dispose() => lockFile.Dispose();

    // Where a process had it open before, the kernel has made the disk read-only since, after an error: the disk has failed.
    private static bool IsNewOnReadOnlyDisk(DiskException failure, string folder) =>
        failure.Errno is Errno.EROFS && !File.Exists(Path.Combine(folder, LockName));

    private static void Create(string folder)
    {
        if (File.Exists(folder))
        {
            throw new DataFolderException($"The data folder {folder} is not a folder.");
        }

        var missing = new Stack<string>();
        for (var path = folder; path is not null && !Directory.Exists(path); path = Path.GetDirectoryName(path))
        {
            missing.Push(path);
        }

        while (missing.TryPop(out var path))
        {
            if (LibC.MakeFolder(path, OwnerOnly) != 0
                && LibC.Failure("mkdir", path) is { Errno: not Errno.EEXIST } failure)
            {
                throw failure;
            }

            // Else a power loss could take the folder, and with it a promise that was told.
            LinuxDisk.SyncFolder(Path.GetDirectoryName(path)!);
        }
    }

    private static void TakeLock(LinuxDiskFile file, string folder)
    {
        var text = new byte[ProcessIdBytes];
        if (!file.TryLock())
        {
            var length = file.Read(0, text);
            var holder = Encoding.ASCII.GetString(text, 0, length).Trim();
            throw new DataFolderException(
                $"The data folder {folder} is open in another process{(holder.Length > 0 ? $" (pid {holder})" : "")}.");
        }

        // Fixed width, so that no digit of an earlier holder is left behind.
        var line = Environment.ProcessId.ToString(CultureInfo.InvariantCulture).PadRight(ProcessIdBytes - 1) + "\n";
        file.Write(0, Encoding.ASCII.GetBytes(line));
    }
}
