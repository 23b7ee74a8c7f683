using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Paxos.Node.Disk;

/// <summary>
/// The C library's calls that the disk needs. .NET's own flush is not used: it takes EROFS, EINVAL and ENOTSUP for
/// success, and ext4 answers EROFS when an aborted journal made the file system read-only.
/// </summary>
/// <remarks>Flag values are those that x86-64 and arm64 share.</remarks>
internal static partial class LibC
{
    /// <summary>Open for reading.</summary>
    public const int ReadOnly = 0;

    /// <summary>Open for reading and writing.</summary>
    public const int ReadWrite = 2;

    /// <summary>Create the file if it is missing.</summary>
    public const int CreateIfMissing = 0x40;

    /// <summary>Empty the file.</summary>
    public const int Truncate = 0x200;

    /// <summary>A child process does not inherit the descriptor, nor a lock on it.</summary>
    public const int CloseOnExec = 0x80000;

    /// <summary>An exclusive lock.</summary>
    public const int LockExclusive = 2;

    /// <summary>Fail with EAGAIN instead of waiting for the lock.</summary>
    public const int LockWithoutWaiting = 4;

    /// <summary><c>open(2)</c>: a descriptor, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Open(string path, int flags, uint mode);

    /// <summary><c>pread(2)</c>: bytes read, 0 at the end, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "pread", SetLastError = true)]
    public static partial nint Read(SafeFileHandle file, ref byte buffer, nuint count, long offset);

    /// <summary><c>pwrite(2)</c>: bytes written, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    public static partial nint Write(SafeFileHandle file, ref byte buffer, nuint count, long offset);

    /// <summary><c>fdatasync(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    public static partial int SyncData(SafeFileHandle file);

    /// <summary><c>fsync(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    public static partial int Sync(SafeFileHandle file);

    /// <summary><c>fallocate(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    public static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);

    /// <summary><c>lseek(2)</c>: the new position, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "lseek", SetLastError = true)]
    public static partial long Seek(SafeFileHandle file, long offset, int whence);

    /// <summary><c>rename(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "rename", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Rename(string from, string to);

    /// <summary><c>unlink(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "unlink", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int Unlink(string path);

    /// <summary><c>mkdir(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "mkdir", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    public static partial int MakeFolder(string path, uint mode);

    /// <summary><c>flock(2)</c>: 0, or -1.</summary>
    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    public static partial int Lock(SafeFileHandle file, int operation);

    /// <summary><c>_exit(2)</c>: ends the process without running anything else of it.</summary>
    [LibraryImport("libc", EntryPoint = "_exit")]
    public static partial void Exit(int status);

    /// <summary>The exception for the call that just failed on this thread.</summary>
    public static DiskException Failure(string operation, string path)
    {
        var number = Marshal.GetLastPInvokeError();
        return new DiskException(operation, path, (Errno)number, Marshal.GetPInvokeErrorMessage(number));
    }

    /// <summary>Whether a signal interrupted the call that just failed on this thread before it did anything.</summary>
    public static bool WasInterrupted() => Marshal.GetLastPInvokeError() == (int)Errno.EINTR;
}
