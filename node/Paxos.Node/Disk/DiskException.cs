namespace Paxos.Node.Disk;

/// <summary>
/// A call to the disk failed. After a failed write, fdatasync, rename or folder sync the kernel may have dropped what
/// it could not write and marked it clean, so a retry can "succeed" with data lost: the process must end (protocol
/// design, section 1.11).
/// </summary>
internal sealed class DiskException : Exception
{
    /// <summary>With the call, the path it was about, and the kernel's error.</summary>
    /// <param name="operation">The system call, for example <c>fdatasync</c>.</param>
    /// <param name="path">The file or folder.</param>
    /// <param name="errno">The error number.</param>
    /// <param name="text">The error in words, as <c>strerror(3)</c> gives it.</param>
    public DiskException(string operation, string path, Errno errno, string text)
        : base($"{operation} of {path} failed: {NameOf(errno)} ({text}).")
    {
        Operation = operation;
        Path = path;
        Errno = errno;
    }

    /// <summary>The system call that failed.</summary>
    public string Operation { get; }

    /// <summary>The file or folder that it was about.</summary>
    public string Path { get; }

    /// <summary>The kernel's error number.</summary>
    public Errno Errno { get; }

    /// <summary>Whether the device, or this user's share of it, is full.</summary>
    public bool IsNoSpace => Errno is Errno.ENOSPC or Errno.EDQUOT;

    private static string NameOf(Errno errno) => Enum.GetName(errno) ?? $"errno {(int)errno}";
}
