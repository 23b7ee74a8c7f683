using Paxos.Protocol;
using Paxos.Protocol.Encoding;
using Paxos.Protocol.Snapshots;

namespace Paxos.Node.Disk;

/// <summary>
/// The snapshots in a learner's data folder. A new one is written under another name, synced, renamed, and the folder synced, so that
/// the last good one is never touched; then those that are too old go. The layout is in FORMAT.md. For one thread at a time.
/// </summary>
/// <param name="disk">The folder.</param>
/// <param name="kept">Snapshots to keep, at least 1.</param>
internal sealed class SnapshotFolder(IDisk disk, int kept) : IDisposable
{
    private const string NewName = "snapshot.new";

    private IDiskFile? begun;
    private int chunkBytes;
    private SnapshotFile? open;

    /// <summary>
    /// Gives the newest snapshot that is whole to <paramref name="give"/>, the newest first where one is refused. What is not whole is
    /// told and deleted: it is of no use, and its space is.
    /// </summary>
    /// <param name="give">Takes the records.</param>
    /// <param name="isTaken">Whether what was given was taken; asked after each snapshot.</param>
    /// <exception cref="DataFolderException">The newest snapshot is of a later version of this program.</exception>
    /// <exception cref="DiskException">The disk fails.</exception>
    public void Recover(Action<DurableRecord> give, Func<bool> isTaken)
    {
        if (disk.List().Contains(NewName))
        {
            disk.Delete(NewName);
        }

        foreach (var name in Names().AsEnumerable().Reverse())
        {
            if (Refusal(name) is { } reason)
            {
                give(new SnapshotRefusedRecord(reason));
                disk.Delete(name);
                continue;
            }

            using var file = SnapshotFile.Open(disk, name);
            give(new SnapshotRecord(file.Manifest));
            for (var index = 0; index < file.Manifest.Chunks.Count; index++)
            {
                give(new SnapshotChunkRecord(file.ReadChunk(index)));
            }

            if (isTaken())
            {
                return;
            }
        }
    }

    /// <summary>Begins a new file in place of one that was begun and not sealed.</summary>
    /// <exception cref="DiskException">The disk fails, or is full.</exception>
    public void Begin(int bytesOfChunk)
    {
        Drop();
        chunkBytes = bytesOfChunk;
        begun = disk.Create(NewName);
    }

    /// <summary>Writes a chunk of the file that was begun.</summary>
    /// <exception cref="DiskException">The disk fails, or is full.</exception>
    public void Write(int index, ReadOnlySpan<byte> chunk) => begun?.Write((long)index * chunkBytes, chunk);

    /// <summary>Makes the file that was begun durable under its name. Does nothing when none is.</summary>
    /// <returns>Whether there was one.</returns>
    /// <exception cref="DiskException">The disk fails, or is full.</exception>
    public bool Seal(SnapshotManifest manifest)
    {
        if (begun is null)
        {
            return false;
        }

        var end = manifest.Length + manifest.Bytes.Length;
        begun.Write(manifest.Length, manifest.Bytes.Span);
        begun.Write(end, SnapshotFile.Trailer(manifest.Bytes.Length, end + SnapshotFile.TrailerBytes));
        begun.Sync();
        begun.Dispose();
        begun = null;
        disk.SyncFolder();
        disk.Rename(NewName, SnapshotFile.NameOf(manifest.Slot));
        disk.SyncFolder();
        DeleteOld();
        return true;
    }

    /// <summary>Gives up the file that was begun.</summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public void Drop()
    {
        if (begun is not null)
        {
            begun.Dispose();
            begun = null;
            disk.Delete(NewName);
        }
    }

    /// <summary>A chunk of a snapshot that is held; empty when it is not, or is damaged.</summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public ReadOnlyMemory<byte> ReadChunk(SnapshotId snapshot, int index)
    {
        try
        {
            if (open?.Manifest.Id != snapshot)
            {
                open?.Dispose();
                open = null;
                var name = SnapshotFile.NameOf(snapshot.Slot);
                open = Names().Contains(name) ? SnapshotFile.Open(disk, name) : null;
            }

            return open?.Manifest.Id == snapshot ? open.ReadChunk(index) : default;
        }
        catch (EncodingException)
        {
            // Who asked is told that it is not here, and asks another; this learner finds out at its next start.
            return default;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        begun?.Dispose();
        open?.Dispose();
    }

    private List<string> Names() => [.. disk.List().Where(SnapshotFile.IsSnapshot)];

    private void DeleteOld()
    {
        foreach (var name in Names().SkipLast(kept))
        {
            if (open is not null && SnapshotFile.NameOf(open.Manifest.Slot) == name)
            {
                open.Dispose();
                open = null;
            }

            disk.Delete(name);
        }
    }

    /// <summary>Reads a whole file; why it is refused, or null when it is whole.</summary>
    private string? Refusal(string name)
    {
        try
        {
            using var file = SnapshotFile.Open(disk, name);
            for (var index = 0; index < file.Manifest.Chunks.Count; index++)
            {
                file.ReadChunk(index);
            }

            return null;
        }
        catch (NewerFormatException newer)
        {
            throw new DataFolderException($"{disk.Path}/{name} cannot be read: {newer.Message}", newer);
        }
        catch (EncodingException damage)
        {
            return $"{name}: {damage.Message}";
        }
    }
}
