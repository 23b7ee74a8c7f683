#if PLANTED_BUGS
using Paxos.Protocol;
#endif

namespace Paxos.Node.Disk;

/// <summary>The last segment, open for appending.</summary>
internal sealed class TailSegment : IDisposable
{
    private readonly IDiskFile file;

    private TailSegment(IDiskFile file, ulong salt, long end)
    {
        this.file = file;
        Salt = salt;
        Length = Blocks.RoundDown(file.Length);
        End = end;
    }

    /// <summary>The salt of its groups.</summary>
    public ulong Salt { get; }

    /// <summary>Bytes that it can hold.</summary>
    public long Length { get; }

    /// <summary>Where the next group belongs.</summary>
    public long End { get; private set; }

    /// <summary>
    /// Opens the segment <paramref name="name"/>, whose next group belongs at <paramref name="end"/>.
    /// </summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public static TailSegment Open(IDisk disk, string name, long end)
    {
        using var reading = new SegmentFile(disk, name);
        return new TailSegment(disk.Open(name), reading.Header!.Salt, end);
    }

    /// <summary>Makes a prepared segment the one that follows the group <paramref name="chain"/>.</summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public static TailSegment Start(IDisk disk, JournalOptions options, string prepared, ChainPosition chain)
    {
        var header = new SegmentHeader(
            SegmentHeader.CurrentFormat,
            options.FolderSalt,
            options.NextRandom(),
            chain.Sequence + 1,
            chain.Hash,
            chain.Summary);
        using (var file = disk.Open(prepared))
        {
            file.Write(0, header.Encode());
            if (options.SyncEachGroup)
            {
                file.Sync();
            }
        }

        // Named a segment only when its header is durable, and used only when its name is: a crash leaves no half
        // segment.
        var name = SegmentFile.NameOf(header.FirstSequence);
        disk.Rename(prepared, name);
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.SegmentNameNotSynced))
        {
            return new TailSegment(disk.Open(name), header.Salt, SegmentHeader.DataOffset);
        }
#endif
        if (options.SyncEachGroup)
        {
            disk.SyncFolder();
        }

        return new TailSegment(disk.Open(name), header.Salt, SegmentHeader.DataOffset);
    }

    /// <summary>Whether a group of that many bytes fits.</summary>
    public bool Fits(int groupBytes) => End + groupBytes <= Length;

    /// <summary>Writes one group, and makes it durable if asked.</summary>
    /// <exception cref="DiskException">The disk fails.</exception>
    public void Append(ReadOnlySpan<byte> group, bool sync)
    {
#if PLANTED_BUGS
        if (Planted.Is(PlantedBug.AcknowledgesBeforeSync))
        {
            sync = false;
        }
        if (sync && PlantedDisk.TryAppend(file, End, group))
        {
            End += group.Length;
            return;
        }
#endif
        file.Write(End, group);
        if (sync)
        {
            file.Sync();
        }

        End += group.Length;
    }

    /// <inheritdoc/>
    public void Dispose() => file.Dispose();
}
