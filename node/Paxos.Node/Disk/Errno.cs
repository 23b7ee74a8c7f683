namespace Paxos.Node.Disk;

/// <summary>The Linux error numbers that a disk call can end with, by the names of <c>errno(3)</c>.</summary>
internal enum Errno
{
    /// <summary>The operation is not permitted.</summary>
    EPERM = 1,

    /// <summary>No such file or folder.</summary>
    ENOENT = 2,

    /// <summary>A signal interrupted the call before it did anything.</summary>
    EINTR = 4,

    /// <summary>The device failed.</summary>
    EIO = 5,

    /// <summary>No such device or address.</summary>
    ENXIO = 6,

    /// <summary>The descriptor is not open.</summary>
    EBADF = 9,

    /// <summary>Another process holds the lock.</summary>
    EAGAIN = 11,

    /// <summary>The kernel has no memory left.</summary>
    ENOMEM = 12,

    /// <summary>The permissions do not allow it.</summary>
    EACCES = 13,

    /// <summary>The file exists.</summary>
    EEXIST = 17,

    /// <summary>A part of the path is not a folder.</summary>
    ENOTDIR = 20,

    /// <summary>The path is a folder.</summary>
    EISDIR = 21,

    /// <summary>An argument is invalid.</summary>
    EINVAL = 22,

    /// <summary>The system has too many open files.</summary>
    ENFILE = 23,

    /// <summary>The process has too many open files.</summary>
    EMFILE = 24,

    /// <summary>The file would be larger than allowed.</summary>
    EFBIG = 27,

    /// <summary>The device is full.</summary>
    ENOSPC = 28,

    /// <summary>The file system is mounted, or became, read-only.</summary>
    EROFS = 30,

    /// <summary>A name is too long.</summary>
    ENAMETOOLONG = 36,

    /// <summary>The system does not have this call.</summary>
    ENOSYS = 38,

    /// <summary>The file system does not have this operation.</summary>
    EOPNOTSUPP = 95,

    /// <summary>The file system's structures are damaged.</summary>
    EUCLEAN = 117,

    /// <summary>The user's quota is used up.</summary>
    EDQUOT = 122,
}
