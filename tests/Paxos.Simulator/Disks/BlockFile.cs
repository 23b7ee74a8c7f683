using Paxos.Node.Disk;

namespace Paxos.Simulator.Disks;

/// <summary>An open file of a <see cref="BlockDisk"/>.</summary>
internal sealed class BlockFile(BlockDisk disk, string name, BlockInode file) : IDiskFile
{
    /// <inheritdoc/>
    public string Path => $"{disk.Path}/{name}";

    /// <inheritdoc/>
    public long Length => file.Length;

    /// <inheritdoc/>
    public int Read(long offset, Span<byte> buffer)
    {
        var count = (int)Math.Clamp(file.Length - offset, 0, buffer.Length);
        return file.TryRead(offset, buffer[..count]) ? count : throw disk.Failure("pread", name, Errno.EIO);
    }

    /// <inheritdoc/>
    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        disk.BeforeChange("pwrite", name);
        disk.Grow(file, offset + bytes.Length, "pwrite", name);
        file.Write(offset, bytes);
    }

    /// <inheritdoc/>
    public void Sync() => disk.Sync(file, name);

    /// <inheritdoc/>
    public void Allocate(long length)
    {
        disk.BeforeChange("fallocate", name);
        disk.Grow(file, length, "fallocate", name);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
