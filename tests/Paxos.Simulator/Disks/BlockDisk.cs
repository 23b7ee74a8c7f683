using Paxos.Node.Disk;
using Paxos.Protocol;

namespace Paxos.Simulator.Disks;

/// <summary>
/// The disk under the journal: a folder of files in blocks. It can lose power, tear sectors, fail a sync, become full or read-only, and
/// its process can die between any two calls. What an acknowledged sync covered is never lost by it; what rots is
/// <see cref="JournalDamage"/>'s.
/// </summary>
internal sealed class BlockDisk(string path) : IDisk
{
    /// <summary>The superblock's name, as FORMAT.md has it.</summary>
    public const string SuperblockName = "superblock";

    /// <summary>What the names of segments begin with, as FORMAT.md has it.</summary>
    public const string SegmentPrefix = "segment-";

    private readonly SortedDictionary<string, BlockInode> files = new(StringComparer.Ordinal);
    private readonly List<SortedDictionary<string, BlockInode>> unsyncedFolders = [];
    private SortedDictionary<string, BlockInode> durableFiles = new(StringComparer.Ordinal);
    private int? callsLeft;
    private string? lastFile;
    private bool hasRefused;

    /// <summary>Where the failures' chance comes from.</summary>
    public required Prng Random { get; init; }

    /// <inheritdoc/>
    public string Path => path;

    /// <summary>The chance that a sync fails.</summary>
    public required Func<double> SyncFailures { get; init; }

    /// <summary>Whether every change is refused, as after an error of the file system.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Bytes that all files together may take.</summary>
    public long Capacity { get; set; } = long.MaxValue;

    /// <summary>Syncs that failed so far.</summary>
    public long FailedSyncs { get; private set; }

    /// <summary>Bytes that all files take.</summary>
    public long UsedBytes => files.Values.Sum(file => file.Length);

    /// <summary>
    /// Whether everything that was to be written to the superblock and the journal in this life is on the disk; files that only prepare
    /// for later do not matter.
    /// </summary>
    public bool IsClean => !hasRefused && files
        .Where(pair => pair.Key == SuperblockName || pair.Key.StartsWith(SegmentPrefix, StringComparison.Ordinal))
        .All(pair => pair.Value.IsClean && durableFiles.GetValueOrDefault(pair.Key) == pair.Value);

    /// <summary>The files, ordered by name.</summary>
    public IEnumerable<(string Name, BlockInode File)> Files => files.Select(pair => (pair.Key, pair.Value));

    /// <summary>From now on the process dies at the call after that many more; null for never.</summary>
    /// <param name="calls">How many.</param>
    /// <param name="file">Only calls about this file count; null for all.</param>
    public void DieAfter(int? calls, string? file = null) => (callsLeft, lastFile) = (calls, file);

    /// <summary>A new life begins, which knows nothing of what an earlier one tried.</summary>
    public void BeginLife() => hasRefused = false;

    /// <inheritdoc/>
    public IReadOnlyList<string> List() => [.. files.Keys];

    /// <inheritdoc/>
    public IDiskFile Open(string name) =>
        files.TryGetValue(name, out var file) ? new BlockFile(this, name, file) : throw Failure("open", name, Errno.ENOENT);

    /// <inheritdoc/>
    public IDiskFile Create(string name)
    {
        BeforeChange("open", name);
        files[name] = new BlockInode();
        unsyncedFolders.Add(Copy(files));
        return Open(name);
    }

    /// <inheritdoc/>
    public void Rename(string from, string to)
    {
        BeforeChange("rename", from);
        var file = files[from];
        files.Remove(from);
        files[to] = file;
        unsyncedFolders.Add(Copy(files));
    }

    /// <inheritdoc/>
    public void Delete(string name)
    {
        BeforeChange("unlink", name);
        files.Remove(name);
        unsyncedFolders.Add(Copy(files));
    }

    /// <inheritdoc/>
    public void SyncFolder()
    {
        BeforeChange("fsync", "the folder");
        if (Random.Chance(SyncFailures()))
        {
            FailedSyncs++;
            throw Failure("fsync", "the folder", Errno.EIO);
        }

        durableFiles = Copy(files);
        unsyncedFolders.Clear();
    }

    /// <inheritdoc/>
    public long FreeBytes() => Math.Max(0, Capacity - UsedBytes);

    /// <summary>
    /// The power fails. Of the changes to the folder that were not synced the first ones survive, of the unsynced blocks any.
    /// </summary>
    public void LosePower()
    {
        var kept = (int)Random.Next(0, unsyncedFolders.Count);
        var folder = kept == 0 ? durableFiles : unsyncedFolders[kept - 1];
        unsyncedFolders.Clear();
        durableFiles = Copy(folder);
        files.Clear();
        foreach (var (name, file) in folder)
        {
            files.Add(name, file);
            file.LosePower(Random);
        }
    }

    /// <summary>The kernel writes everything back by itself, as it does after a while.</summary>
    public void WriteBack()
    {
        foreach (var file in files.Values)
        {
            file.Sync();
        }

        durableFiles = Copy(files);
        unsyncedFolders.Clear();
    }

    /// <summary>Another disk that holds what is on this one, and nothing that only a page cache has.</summary>
    public BlockDisk Copy(Prng random)
    {
        var copy = new BlockDisk(path) { Random = random, SyncFailures = SyncFailures };
        foreach (var (name, file) in durableFiles)
        {
            copy.files.Add(name, file.CopyDurable());
        }

        copy.durableFiles = Copy(copy.files);
        return copy;
    }

    /// <summary>Counts a call that changes something, and fails it where it must fail.</summary>
    internal void BeforeChange(string operation, string name)
    {
        if (callsLeft is { } left && (lastFile is null || lastFile == name))
        {
            if (left == 0)
            {
                throw new ProcessDiedException();
            }

            callsLeft = left - 1;
        }

        if (IsReadOnly)
        {
            hasRefused = true;
            throw Failure(operation, name, Errno.EROFS);
        }
    }

    /// <summary>Makes a file longer if there is room.</summary>
    internal void Grow(BlockInode file, long length, string operation, string name)
    {
        if (length > file.Length && UsedBytes + length - file.Length > Capacity)
        {
            throw Failure(operation, name, Errno.ENOSPC);
        }

        file.Grow(length);
    }

    /// <summary>Syncs a file, or fails to.</summary>
    internal void Sync(BlockInode file, string name)
    {
        BeforeChange("fdatasync", name);
        if (Random.Chance(SyncFailures()))
        {
            FailedSyncs++;
            file.FailSync(Random);
            throw Failure("fdatasync", name, Errno.EIO);
        }

        file.Sync();
    }

    /// <summary>What a failed call throws.</summary>
    internal DiskException Failure(string operation, string name, Errno errno) =>
        new(operation, $"{path}/{name}", errno, "injected");

    private static SortedDictionary<string, BlockInode> Copy(SortedDictionary<string, BlockInode> folder) =>
        new(folder, StringComparer.Ordinal);
}
