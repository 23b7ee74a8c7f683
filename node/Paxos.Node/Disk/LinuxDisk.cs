using Microsoft.Win32.SafeHandles;

namespace Paxos.Node.Disk;

/// <summary>
/// A folder of a Linux file system. Every return value is checked, and an interrupted call is made again.
/// </summary>
/// <param name="path">The folder's absolute path; it exists.</param>
internal sealed class LinuxDisk(string path) : IDisk
{
    private const uint FileMode = 0b110_000_000; // rw for the owner alone: values that users store are in here

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public IReadOnlyList<string> List()
    {
        try
        {
            var names = Directory.GetFiles(path).Select(file => System.IO.Path.GetFileName(file)).ToList();
            names.Sort(string.CompareOrdinal);
            return names;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DiskException("readdir", path, ErrnoOf(failure), failure.Message);
        }
    }

    /// <inheritdoc/>
    public IDiskFile Open(string name) => OpenFile(FullPath(name), LibC.ReadWrite);

    /// <inheritdoc/>
    public IDiskFile Create(string name) =>
        OpenFile(FullPath(name), LibC.ReadWrite | LibC.CreateIfMissing | LibC.Truncate);

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        while (LibC.Rename(FullPath(from), FullPath(to)) != 0)
        {
            ThrowUnlessInterrupted("rename", FullPath(from));
        }
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        while (LibC.Unlink(FullPath(name)) != 0)
        {
            ThrowUnlessInterrupted("unlink", FullPath(name));
        }
    }

    /// <inheritdoc/>
    public void SyncFolder() => SyncFolder(path);

    /// <inheritdoc/>
    public long FreeBytes()
    {
        try
        {
            return new DriveInfo(path).AvailableFreeSpace;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new DiskException("statvfs", path, ErrnoOf(failure), failure.Message);
        }
    }

    /// <summary>Makes the entries of the folder <paramref name="folder"/> durable.</summary>
    /// <exception cref="DiskException">The folder cannot be opened or synced.</exception>
    internal static void SyncFolder(string folder)
    {
        using var handle = OpenHandle(folder, LibC.ReadOnly);

        // Not made again when interrupted: nobody promises that the second call still knows of the first one's failure.
        if (LibC.Sync(handle) != 0)
        {
            throw LibC.Failure("fsync", folder);
        }
    }

    /// <summary>Opens <paramref name="file"/> with the flags of <see cref="LibC"/>, closed on exec.</summary>
    /// <exception cref="DiskException">It cannot be opened.</exception>
    internal static LinuxDiskFile OpenFile(string file, int flags) => new(OpenHandle(file, flags), file);

    private static SafeFileHandle OpenHandle(string file, int flags)
    {
        while (true)
        {
            var descriptor = LibC.Open(file, flags | LibC.CloseOnExec, FileMode);
            if (descriptor >= 0)
            {
                return new SafeFileHandle(descriptor, ownsHandle: true);
            }

            ThrowUnlessInterrupted("open", file);
        }
    }

    private static void ThrowUnlessInterrupted(string operation, string file)
    {
        if (!LibC.WasInterrupted())
        {
            throw LibC.Failure(operation, file);
        }
    }

    private static Errno ErrnoOf(Exception failure) => failure switch
    {
        UnauthorizedAccessException => Errno.EACCES,
        DirectoryNotFoundException or DriveNotFoundException => Errno.ENOENT,
        _ => (Errno)(failure.HResult & 0xFFFF), // .NET keeps the kernel's number there for what it has no type for
    };

    private string FullPath(string name) => System.IO.Path.Combine(path, name);
}
