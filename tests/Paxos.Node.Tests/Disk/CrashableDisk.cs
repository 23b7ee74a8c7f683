using Paxos.Node.Disk;

namespace Paxos.Node.Tests.Disk;

/// <summary>
/// A disk in memory that can lose power. Blocks that were not synced survive in any subset, also torn in the middle;
/// of the changes to the folder that were not synced a prefix survives. A hook sees every call that changes
/// something, and may throw.
/// </summary>
internal sealed class CrashableDisk : IDisk
{
    private readonly SortedDictionary<string, Inode> cached = new(StringComparer.Ordinal);
    private readonly List<SortedDictionary<string, Inode>> unsyncedFolders = [];
    private SortedDictionary<string, Inode> durable = new(StringComparer.Ordinal);

    /// <summary>
    /// Called before each change with the operation (create, allocate, write, sync, rename, delete, syncfolder).
    /// </summary>
    public Action<string, string>? BeforeChange { get; set; }

    /// <summary>Blocks that cannot be read, as (file, block number).</summary>
    public HashSet<(string Name, long Block)> UnreadableBlocks { get; } = [];

    /// <summary>Bytes that all files together may take.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    public string Path => "disk";

    /// <summary>Bytes that all files take.</summary>
    public long UsedBytes => cached.Values.Distinct().Sum(inode => (long)inode.Cached.Length);

    /// <summary>Changes to the folder that are not synced.</summary>
    public int UnsyncedFolderChanges => unsyncedFolders.Count;

    /// <summary>Blocks that are not synced, over all files.</summary>
    public int UnsyncedBlocks => AllInodes().Sum(inode => inode.Dirty.Count);

    public IReadOnlyList<string> List() => cached.Keys.ToList();

    public IDiskFile Open(string name) => cached.TryGetValue(name, out var inode)
        ? new OpenFile(this, name, inode)
        : throw Failure("open", name, Errno.ENOENT);

    public IDiskFile Create(string name)
    {
        BeforeChange?.Invoke("create", name);
        cached[name] = new Inode();
        unsyncedFolders.Add(Copy(cached));
        return Open(name);
    }

    public void Rename(string from, string to)
    {
        BeforeChange?.Invoke("rename", from);
        var inode = cached[from];
        cached.Remove(from);
        cached[to] = inode;
        unsyncedFolders.Add(Copy(cached));
    }

    public void Delete(string name)
    {
        BeforeChange?.Invoke("delete", name);
        cached.Remove(name);
        unsyncedFolders.Add(Copy(cached));
    }

    public void SyncFolder()
    {
        BeforeChange?.Invoke("syncfolder", "");
        durable = Copy(cached);
        unsyncedFolders.Clear();
    }

    public long FreeBytes() => Capacity - UsedBytes;

    /// <summary>The bytes that a reader sees.</summary>
    public byte[] ContentOf(string name) => [.. cached[name].Cached];

    /// <summary>Replaces bytes behind everybody's back, durably, as rot does.</summary>
    public void Damage(string name, Func<byte[], byte[]> change)
    {
        var inode = cached[name];
        inode.Cached = change(inode.Cached);
        inode.Durable = [.. inode.Cached];
        inode.Dirty.Clear();
    }

    /// <summary>
    /// The same disk again, everything on it durable: what a process finds that was killed, not unplugged.
    /// </summary>
    public CrashableDisk AfterKill() => After(inode => [.. inode.Cached], cached);

    /// <summary>The disk after a power loss.</summary>
    /// <param name="bytesKept">
    /// Of each unsynced block, by its index over all files: how many bytes from its start survive.
    /// </param>
    /// <param name="folderChangesKept">How many unsynced changes to the folder survive.</param>
    public CrashableDisk AfterPowerLoss(Func<int, int> bytesKept, int folderChangesKept)
    {
        var firstIndex = new Dictionary<Inode, int>();
        var index = 0;
        foreach (var inode in AllInodes())
        {
            firstIndex[inode] = index;
            index += inode.Dirty.Count;
        }

        var folder = folderChangesKept == 0 ? durable : unsyncedFolders[folderChangesKept - 1];
        return After(inode => inode.Surviving(block => bytesKept(firstIndex[inode] + block)), folder);
    }

    private static SortedDictionary<string, Inode> Copy(SortedDictionary<string, Inode> folder) =>
        new(folder, StringComparer.Ordinal);

    private static DiskException Failure(string operation, string name, Errno errno) =>
        new(operation, $"disk/{name}", errno, "injected");

    private List<Inode> AllInodes() =>
        durable.Values
            .Concat(unsyncedFolders.SelectMany(folder => folder.Values))
            .Concat(cached.Values)
            .Distinct()
            .ToList();

    private CrashableDisk After(Func<Inode, byte[]> content, SortedDictionary<string, Inode> folder)
    {
        var disk = new CrashableDisk { Capacity = Capacity };
        foreach (var (name, inode) in folder)
        {
            var bytes = content(inode);
            disk.cached[name] = new Inode { Cached = bytes, Durable = [.. bytes] };
        }

        disk.durable = Copy(disk.cached);
        return disk;
    }

    private sealed class Inode
    {
        public byte[] Cached { get; set; } = [];

        public byte[] Durable { get; set; } = [];

        public SortedSet<long> Dirty { get; } = [];

        public void Sync()
        {
            var durable = Durable;
            Array.Resize(ref durable, Cached.Length);
            Durable = durable;
            foreach (var block in Dirty)
            {
                var start = (int)block * Blocks.Size;
                var length = Math.Min(Blocks.Size, Cached.Length - start);
                Cached.AsSpan(start, length).CopyTo(Durable.AsSpan(start));
            }

            Dirty.Clear();
        }

        public byte[] Surviving(Func<int, int> bytesKept)
        {
            // A file whose length was never synced may have either length after the crash; the longer one shows more.
            var bytes = new byte[Math.Max(Cached.Length, Durable.Length)];
            Durable.CopyTo(bytes, 0);
            var index = 0;
            foreach (var block in Dirty)
            {
                var start = (int)block * Blocks.Size;
                var kept = Math.Min(bytesKept(index++), Cached.Length - start);
                Cached.AsSpan(start, kept).CopyTo(bytes.AsSpan(start));
            }

            return bytes;
        }
    }

    private sealed class OpenFile(CrashableDisk disk, string name, Inode inode) : IDiskFile
    {
        public string Path => $"disk/{name}";

        public long Length => inode.Cached.Length;

        public int Read(long offset, Span<byte> buffer)
        {
            var count = (int)Math.Clamp(inode.Cached.Length - offset, 0, buffer.Length);
            for (var block = offset / Blocks.Size; block * Blocks.Size < offset + count; block++)
            {
                if (disk.UnreadableBlocks.Contains((name, block)))
                {
                    throw Failure("pread", name, Errno.EIO);
                }
            }

            inode.Cached.AsSpan((int)offset, count).CopyTo(buffer);
            return count;
        }

        public void Write(long offset, ReadOnlySpan<byte> bytes)
        {
            disk.BeforeChange?.Invoke("write", name);
            Grow(offset + bytes.Length, "pwrite");
            bytes.CopyTo(inode.Cached.AsSpan((int)offset));
            for (var block = offset / Blocks.Size; block * Blocks.Size < offset + bytes.Length; block++)
            {
                inode.Dirty.Add(block);
            }
        }

        public void Sync()
        {
            disk.BeforeChange?.Invoke("sync", name);
            inode.Sync();
        }

        public void Allocate(long length)
        {
            disk.BeforeChange?.Invoke("allocate", name);
            Grow(length, "fallocate");
        }

        public void Dispose()
        {
        }

        private void Grow(long length, string operation)
        {
            var missing = length - inode.Cached.Length;
            if (missing <= 0)
            {
                return;
            }

            if (disk.Capacity != long.MaxValue && disk.UsedBytes + missing > disk.Capacity)
            {
                throw Failure(operation, name, Errno.ENOSPC);
            }

            var grown = new byte[length];
            inode.Cached.CopyTo(grown, 0);
            inode.Cached = grown;
        }
    }
}
