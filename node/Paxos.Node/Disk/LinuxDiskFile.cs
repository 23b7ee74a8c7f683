using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Paxos.Node.Disk;

/// <summary>An open file of a Linux file system.</summary>
/// <param name="handle">The descriptor, owned by this object.</param>
/// <param name="path">The path that it was opened under.</param>
internal sealed class LinuxDiskFile(SafeFileHandle handle, string path) : IDiskFile
{
    private const int SeekEnd = 2;

    /// <inheritdoc/>
    public string Path => path;

    /// <inheritdoc/>
    public long Length
    {
        get
        {
            var length = LibC.Seek(handle, 0, SeekEnd);
            return length >= 0 ? length : throw LibC.Failure("lseek", path);
        }
    }

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> buffer)
    {
        var done = 0;
        while (done < buffer.Length)
        {
            var rest = buffer[done..];
            var count = LibC.Read(handle, ref MemoryMarshal.GetReference(rest), (nuint)rest.Length, offset + done);
            if (count == 0)
            {
                break;
            }

            if (count < 0)
            {
                ThrowUnlessInterrupted("pread");
                continue;
            }

            done += (int)count;
        }

        return done;
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        while (done < bytes.Length)
        {
            var rest = bytes[done..];
            var count = LibC.Write(handle, ref MemoryMarshal.GetReference(rest), (nuint)rest.Length, offset + done);
            if (count < 0)
            {
                ThrowUnlessInterrupted("pwrite");
                continue;
            }

            if (count == 0)
            {
                throw new DiskException("pwrite", path, Errno.EIO, "no byte was written");
            }

            done += (int)count;
        }
    }

    /// <inheritdoc/>
    public void Sync()
    {
        // Not made again when interrupted: nobody promises that the second call still knows of the first one's failure.
        if (LibC.SyncData(handle) != 0)
        {
            throw LibC.Failure("fdatasync", path);
        }
    }

    /// <inheritdoc/>
    public void Allocate(long length)
    {
        while (LibC.Allocate(handle, 0, 0, length) != 0)
        {
            var failure = LibC.Failure("fallocate", path);
            if (failure.Errno is Errno.EOPNOTSUPP or Errno.ENOSYS)
            {
                // The file system allocates as it is written; a byte at the end gives the file its length meanwhile.
                Write(length - 1, [0]);
                return;
            }

            if (failure.Errno != Errno.EINTR)
            {
                throw failure;
            }
        }
    }

    /// <summary>Takes the exclusive lock on the file, for as long as it stays open.</summary>
    /// <returns>Whether it was free.</returns>
    public bool TryLock()
    {
        while (LibC.Lock(handle, LibC.LockExclusive | LibC.LockWithoutWaiting) != 0)
        {
            var failure = LibC.Failure("flock", path);
            if (failure.Errno == Errno.EAGAIN)
            {
                return false;
            }

            if (failure.Errno != Errno.EINTR)
            {
                throw failure;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => handle.Dispose();

    private void ThrowUnlessInterrupted(string operation)
    {
        if (!LibC.WasInterrupted())
        {
            throw LibC.Failure(operation, path);
        }
    }
}
